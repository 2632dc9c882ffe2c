using Judger.Client.Retry;

namespace Judger.Client;

/// <summary>
/// Asks over Orleans, from inside the cluster or from a cluster client. Ids make questions idempotent: a call whose silo went away is made again.
/// </summary>
internal sealed class OrleansJudgerClient(IGrainFactory grains, TimeProvider time) : IJudgerClient
{
    /// <summary>What a question may take beyond its budget, until its answer or its error is there.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    public async Task<ImageDigest> PutImageAsync(byte[] image, CancellationToken cancellationToken)
    {
        var digest = ImageUpload.DigestOf(image);
        var grain = grains.GetGrain<IImageGrain>(digest.ToString());
        return await CallAsync(async token =>
        {
            if (image.Length < ImageUpload.ProbeThreshold || !await grain.TouchAsync(token)) await grain.PutAsync(image, token);
            return digest;
        }, cancellationToken);
    }

    public async Task<QuestionRecord> AskAsync(AskRequest request, QuestionId? id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var asked = id ?? QuestionId.New();
        var grain = Question(asked);
        using var retry = new RetryLoop(new() { TotalTimeout = QuestionTimeouts.Total(request, Grace) }, time, cancellationToken);
        var isAnswering = false;
        return await retry.RunAsync(
            PollAsync,
            exception => exception is OperationCanceledException && retry.IsTimedOut && isAnswering
                ? new(NotFinished(asked, request))
                : OrleansFailure.Of(exception));

        // Short calls, so that a silo that died is noticed.
        async Task<QuestionRecord> PollAsync()
        {
            isAnswering = false;
            while (true)
            {
                var remaining = retry.Remaining;
                if (remaining <= TimeSpan.Zero) throw NotFinished(asked, request);
                var wait = remaining < QuestionLimits.MaxWait ? remaining : QuestionLimits.MaxWait;
                var record = await grain.AskAsync(QuestionTimeouts.WithRemainingBudget(request, remaining, Grace), wait, retry.Token);
                if (record.IsFinished) return record;
                isAnswering = true;
            }
        }
    }

    public Task<QuestionRecord> AskInBackgroundAsync(AskRequest request, QuestionId id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CallAsync(token => Question(id).AcceptAsync(request, token), cancellationToken);
    }

    public IAsyncEnumerable<QuestionEvent> AskStreamAsync(AskRequest request, QuestionId id, int from, CancellationToken cancellationToken) =>
        AskStreamAsync(request, id, new EventOptions { From = from }, cancellationToken);

    public IAsyncEnumerable<QuestionEvent> AskStreamAsync(AskRequest request, QuestionId id, EventOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        return EventsAsync(
            QuestionTimeouts.Total(request, Grace),
            (wanted, retry) =>
            {
                var asked = QuestionTimeouts.WithRemainingBudget(request, retry.Remaining, Grace);
                return wanted.Text == EventText.None
                    ? Question(id).StreamAsync(asked, wanted.From, retry.Token)
                    : Question(id).FollowAsync(asked, wanted, retry.Token);
            },
            options,
            () => NotFinished(id, request),
            cancellationToken);
    }

    public IAsyncEnumerable<QuestionEvent> ListenAsync(QuestionId id, int from, CancellationToken cancellationToken) =>
        ListenAsync(id, new EventOptions { From = from }, cancellationToken);

    public IAsyncEnumerable<QuestionEvent> ListenAsync(QuestionId id, EventOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return EventsAsync(
            QuestionTimeouts.Longest(Grace),
            (wanted, retry) => wanted.Text == EventText.None
                ? Question(id).ListenAsync(wanted.From, retry.Token)
                : Question(id).FollowAsync(null, wanted, retry.Token),
            options,
            () => QuestionTimeouts.NotEnded(id),
            cancellationToken);
    }

    private IAsyncEnumerable<QuestionEvent> EventsAsync(
        TimeSpan limit,
        Func<EventOptions, RetryLoop, IAsyncEnumerable<QuestionEvent>> open,
        EventOptions options,
        Func<JudgerException> late,
        CancellationToken cancellationToken) => GrainEvents.ReadAsync(new() { TotalTimeout = limit }, open, options, late, time, cancellationToken);

    public Task<QuestionRecord?> GetAsync(QuestionId id, CancellationToken cancellationToken) =>
        CallAsync(token => Question(id).GetAsync(token), cancellationToken);

    public Task CancelAsync(QuestionId id, CancellationToken cancellationToken) => CallAsync(async token =>
    {
        await Question(id).CancelAsync(token);
        return true;
    }, cancellationToken);

    private IQuestionGrain Question(QuestionId id) => grains.GetGrain<IQuestionGrain>(id.ToString());

    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) => CallAsync(call, time, cancellationToken);

    /// <summary>One short call of the cluster, made again while its silo or its storage is away.</summary>
    internal static async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, TimeProvider time, CancellationToken cancellationToken)
    {
        using var retry = new RetryLoop(new() { TotalTimeout = CallTimeout }, time, cancellationToken);
        return await retry.RunAsync(() => call(retry.Token), OrleansFailure.Of);
    }

    // The budget ends all work on devices, so what is still missing is the save of the last stage.
    private static StorageUnavailableException NotFinished(QuestionId id, AskRequest request) => new(
        $"Question {id} is not finished {Grace.TotalSeconds} s after its budget of {request.Options.Budget.TotalSeconds} s ended; the "
        + "cluster's storage may be away. "
        + "Ask again under the same id.");
}
