using Judger.Grains.Questions;
using Microsoft.Extensions.Options;

namespace Judger.Grains.Routing;

/// <summary>
/// Finds a slot for a stage and has the work done there. A slot that refuses or goes away is followed by the next; work that fails is tried again elsewhere, a
/// bounded number of times.
/// </summary>
internal sealed class SlotCaller(SlotRouter router, IOptions<QuestionOptions> options, TimeProvider time)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Refusal = TimeSpan.FromSeconds(0.5);

    private readonly QuestionOptions _options = options.Value;

    /// <summary>Runs a stage's work on a slot.</summary>
    /// <param name="call">What is needed.</param>
    /// <param name="run">The work, given the slot's key and <see cref="StageContext.Share"/>.</param>
    /// <param name="cancellationToken">Ends the search, and the work by its own token.</param>
    /// <exception cref="QuestionRejectedException">The question names no model where there are several.</exception>
    /// <exception cref="OverloadedException">All slots refuse, and the question was not taken in yet.</exception>
    /// <exception cref="SlotUnavailableException">There was no slot for longer than is waited.</exception>
    /// <exception cref="StageFailedException">The work failed as often as it is tried.</exception>
    public async Task<(T Value, string Slot)> CallAsync<T>(SlotCall call, Func<string, double, Task<SlotReply<T>>> run, CancellationToken cancellationToken)
    {
        // A question that has begun goes on, whatever joins meanwhile.
        if (call is { IsAdmission: true, Model: null } && router.IsNameNeeded)
            throw new QuestionRejectedException($"The cluster serves several models and the question names none; ask one of {string.Join(", ", router.Models)}.");
        var attempts = new SlotAttempts();
        var searching = time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var candidates = router.Candidates(call.ImageDigest, call.Role, call.Model, out var share);
            if (attempts.Next(call.Preferred, candidates) is not { } slot)
            {
                await RestAsync(call, candidates, attempts.Refusals > 0, time.GetElapsedTime(searching), cancellationToken);
                attempts.Forget();
                continue;
            }

            var called = time.GetTimestamp();
            try
            {
                using var visit = router.Enter(slot);
                var reply = await run(slot, attempts.IsDeclined ? double.PositiveInfinity : share);
                if (reply.Load is { } load) router.Report(slot, load);
                return (reply.Value, slot);
            }
            catch (SlotBusyException busy) when (busy.Declining is not null)
            {
                router.Report(slot, busy.Declining);
                attempts.Declined();
            }
            catch (SlotBusyException busy)
            {
                router.Refused(slot, busy.RetryAfter);
                attempts.Refused(slot);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && SlotErrors.IsLoss(exception))
            {
                router.Lost(slot);

                // A silo that is known to be gone refuses at once; only one that went away later may have gone because of the work.
                attempts.Lost(slot, mayHaveBegun: time.GetElapsedTime(called) > Refusal);
                if (attempts.Losses > _options.MaxResumptions)
                    throw new StageFailedException($"The work was given to {attempts.Losses} slots and each went away with it; look at the silos' logs, or ask about another image.");
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && SlotErrors.IsFailure(exception))
            {
                attempts.Failed(slot);
                if (attempts.Failures >= _options.MaxStageAttempts) throw SlotErrors.Final(exception, attempts.Failures);
                await Task.Delay(ShortestWait * (1 << attempts.Failures), time, cancellationToken);
            }
        }
    }

    /// <summary>Waits until a slot may be there or may have room, or throws when that is not worth it.</summary>
    private async Task RestAsync(SlotCall call, IReadOnlyList<string> candidates, bool isRefused, TimeSpan searched, CancellationToken cancellationToken)
    {
        var wait = router.RetryAfter(candidates);
        if (!isRefused)
        {
            // There is none, or those that are there went away: another may come, or the cluster may notice.
            if (searched >= _options.SlotPatience) throw new SlotUnavailableException(NoSlot(call));
            wait = LongestWait / 4;
        }
        else if (call.IsAdmission)
        {
            throw new OverloadedException($"All {candidates.Count} slots that serve {call.Role} have as much work as they can do in time; ask again in {Math.Max(1, Math.Ceiling(wait.TotalSeconds)):F0} s.") { RetryAfter = wait };
        }

        await Task.Delay(wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait, time, cancellationToken);
    }

    private string NoSlot(SlotCall call) => call.Model is { } model && router.Models.Count > 0 && !router.Models.Contains(model)
        ? $"No silo serves a model \"{model}\"; ask one of {string.Join(", ", router.Models)}."
        : $"No slot of the cluster serves {call.Role}; start a silo with such a slot, or ask again when one has joined.";
}
