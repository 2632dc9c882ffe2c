using Judger.Grains.Routing;

namespace Judger.Grains.Stages;

/// <summary>Asks configured experts on behalf of questions. Whatever happens to an expert or its silo, the question goes on with what it has.</summary>
internal sealed class ExpertCaller(IGrainFactory grains, RetryOptions options, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public Task<Judgment> JudgeAsync(string expert, JudgmentRequest request, CancellationToken cancellationToken) => CallAsync(
        () => grains.GetGrain<IJudgmentGrain>(expert).JudgeAsync(request, cancellationToken),
        failure => new Judgment { Verdict = Verdict.Unable, Failure = failure },
        cancellationToken);

    public Task<FinalChoice> ChooseAsync(string expert, JudgmentRequest request, string earlier, CancellationToken cancellationToken) => CallAsync(
        () => grains.GetGrain<IJudgmentGrain>(expert).ChooseAsync(request, earlier, cancellationToken),
        failure => new FinalChoice { Chosen = ChosenAnswer.None, Failure = failure },
        cancellationToken);

    private async Task<T> CallAsync<T>(Func<Task<T>> call, Func<ExpertFailure, T> instead, CancellationToken cancellationToken)
    {
        // A silo that died is followed by another one, as soon as its death is known.
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await call();
            }
#pragma warning disable CA1031 // No error of an expert is an error of the question.
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (exception is JudgerException { IsTransient: false } || time.GetElapsedTime(started) > options.SlotTimeout)
                    return instead(new(ExpertFailureKind.Unavailable, exception.Message.ReplaceLineEndings(" ")));
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
