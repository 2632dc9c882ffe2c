using System.Runtime.CompilerServices;
using Judger.Client.Retry;

namespace Judger.Client;

/// <summary>A question's events over Orleans. They are numbered by the stages, so that they go on at the next silo where one went away.</summary>
internal static class GrainEvents
{
    /// <summary>Reads events.</summary>
    /// <param name="policy">How long the events may take, and when the grain is called again.</param>
    /// <param name="open">Opens those that are wanted.</param>
    /// <param name="options">Which are wanted.</param>
    /// <param name="late">The error when that time is over.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public static async IAsyncEnumerable<QuestionEvent> ReadAsync(
        RetryPolicy policy,
        Func<EventOptions, RetryLoop, IAsyncEnumerable<QuestionEvent>> open,
        EventOptions options,
        Func<JudgerException> late,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var retry = new RetryLoop(policy, time, cancellationToken);
        var (next, text) = (options.From, options.Text);
        while (true)
        {
            CallFailure? failure = null;
            var (isHeard, isRefused) = (false, false);
            await using (var events = open(new() { From = next, Text = text }, retry).WithBatchSize(1).GetAsyncEnumerator(retry.Token))
            {
                while (failure is null)
                {
                    try
                    {
                        if (!await events.MoveNextAsync()) yield break;
                    }
                    catch (OperationCanceledException) when (retry.IsTimedOut)
                    {
                        failure = new(late());
                        break;
                    }
                    catch (Exception exception) when (!cancellationToken.IsCancellationRequested && OrleansFailure.Of(exception) is { } known)
                    {
                        failure = known;
                        break;
                    }
#pragma warning disable CA1031 // A silo of an earlier version cannot read the call, and Orleans has many words for that.
                    catch (Exception) when (!cancellationToken.IsCancellationRequested && !isHeard && text != EventText.None)
#pragma warning restore CA1031
                    {
                        isRefused = true;
                        break;
                    }

                    isHeard = true;
                    retry.Reset();
                    next = events.Current.Sequence + 1;
                    yield return events.Current;
                }
            }

            if (failure is not null) await retry.DelayAsync(failure);

            // The stages alone, which every version tells. A silo that is only away for a while is asked for all of it the time after.
            text = isRefused || (!isHeard && text != EventText.None) ? EventText.None : options.Text;
        }
    }
}
