using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Judger.Client;

/// <summary>
/// Asks over Orleans, from inside the cluster or from a cluster client. Ids make questions idempotent, so that a call whose silo went away is simply made
/// again.
/// </summary>
internal sealed class OrleansJudgerClient(IGrainFactory grains, TimeProvider time) : IJudgerClient
{
    // A smaller image costs less to send than to ask about.
    private const int WorthAsking = 32 * 1024;

    // What a question may take beyond its budget: the last step on the device, the last save.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan OneCall = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan WorthCounting = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    public async Task<string> PutImageAsync(byte[] image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);

        // An over-size message would fault the connection and take other requests with it, so it is refused here.
        if (image.Length == 0) throw new ImageRejectedException("The image is empty; give a JPEG, PNG or WebP file.");
        if (image.Length > QuestionLimits.MaxImageBytes)
            throw new ImageRejectedException($"The image has {image.Length:N0} bytes; at most {QuestionLimits.MaxImageBytes:N0} are taken. Scale it down.");
        var digest = Convert.ToHexStringLower(SHA256.HashData(image));
        var grain = grains.GetGrain<IImageGrain>(digest);
        return await Persistence.TryAsync(time, OneCall, async _ =>
        {
            if (image.Length < WorthAsking || !await grain.TouchAsync(cancellationToken)) await grain.PutAsync(image, cancellationToken);
            return digest;
        }, cancellationToken);
    }

    public Task<QuestionRecord> AskAsync(AskRequest request, string? id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var grain = Question(id ?? Guid.NewGuid().ToString("N"));
        return Persistence.TryAsync(time, request.Options.Budget + Slack, async left =>
        {
            while (true)
            {
                var record = await grain.AskAsync(Within(request, left()), QuestionLimits.MaxPatience, cancellationToken);
                if (record.IsFinished) return record;
            }
        }, cancellationToken);
    }

    public Task<QuestionRecord> AskInBackgroundAsync(AskRequest request, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Persistence.TryAsync(time, OneCall, _ => Question(id).AcceptAsync(request, cancellationToken), cancellationToken);
    }

    public async IAsyncEnumerable<QuestionEvent> AskStreamAsync(AskRequest request, string id, int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var persistence = new Persistence(time, request.Options.Budget + Slack);
        for (var next = from; ;)
        {
            // Events are numbered by the stages, so that the next silo goes on where the last one stopped.
            await using var events = Question(id).StreamAsync(Within(request, persistence.Left), next, cancellationToken).WithBatchSize(1).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await events.MoveNextAsync()) yield break;
                }
                catch (Exception exception) when (persistence.IsWorthwhile(exception, cancellationToken))
                {
                    break;
                }

                next = events.Current.Sequence + 1;
                yield return events.Current;
            }

            await persistence.PauseAsync(cancellationToken);
        }
    }

    public Task<QuestionRecord?> GetAsync(string id, CancellationToken cancellationToken) =>
        Persistence.TryAsync(time, OneCall, _ => Question(id).GetAsync(cancellationToken), cancellationToken);

    public Task CancelAsync(string id, CancellationToken cancellationToken) => Persistence.TryAsync(time, OneCall, async _ =>
    {
        await Question(id).CancelAsync(cancellationToken);
        return true;
    }, cancellationToken);

    private IQuestionGrain Question(string id) => grains.GetGrain<IQuestionGrain>(id);

    // A silo that takes the question over must not give it its whole budget again.
    private static AskRequest Within(AskRequest request, TimeSpan left)
    {
        var budget = left - Slack;
        if (request.Options.Budget - budget < WorthCounting) return request;
        return request with { Options = request.Options with { Budget = budget > Least ? budget : Least } };
    }
}
