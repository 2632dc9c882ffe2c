namespace Judger.Grains.Routing;

/// <summary>
/// Finds a slot for a stage and has the work done there. A slot that refuses or goes away is followed by the next; work that fails is tried again elsewhere, a
/// bounded number of times.
/// </summary>
/// <param name="router">Orders the slots.</param>
/// <param name="probe">Returns when a silo, named, answers.</param>
/// <param name="options">How often work is tried.</param>
/// <param name="time">The clock.</param>
internal sealed class SlotCaller(SlotRouter router, Func<string, CancellationToken, Task> probe, RetryOptions options, TimeProvider time)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    // A silo that is known to be gone refuses within this; a call that took longer may have done some of the work.
    private static readonly TimeSpan ImmediateLoss = TimeSpan.FromSeconds(0.5);

    // A silo that is gone already refuses within this; one that dies with the work has at least begun it. It only makes a suspect, so it may be wrong.
    private static readonly TimeSpan ImmediateRefusal = TimeSpan.FromSeconds(0.05);

    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Runs a stage's work on a slot.</summary>
    /// <param name="call">What is needed.</param>
    /// <param name="run">The work, given the slot and <see cref="StageContext.Share"/>.</param>
    /// <param name="cancellationToken">Ends the search, and the work by its own token.</param>
    /// <exception cref="QuestionRejectedException">The question names no model where there are several.</exception>
    /// <exception cref="OverloadedException">All slots refuse, and the question was not taken in yet.</exception>
    /// <exception cref="SlotUnavailableException">There was no slot for longer than <see cref="RetryOptions.SlotTimeout"/>.</exception>
    /// <exception cref="StageFailedException">The work failed as often as it is tried.</exception>
    /// <exception cref="SiloDiedException">It was told to stop while a silo worked that is gone.</exception>
    public async Task<SlotResult<T>> CallAsync<T>(SlotCall call, Func<SlotKey, double, Task<SlotReply<T>>> run, CancellationToken cancellationToken)
    {
        // A question that has begun goes on, whatever joins meanwhile.
        if (call is { IsAdmission: true, Model: null } && router.IsNameNeeded)
        {
            throw new QuestionRejectedException(
                $"The cluster serves several models and the question names none; ask one of {string.Join(", ", router.Models)}.");
        }

        var attempts = new SlotAttempts();
        var began = time.GetTimestamp();
        var withoutSlot = began;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var remaining = call.Remaining - time.GetElapsedTime(began);
            var candidates = router.Candidates(call.Image, call.Role, call.Model, remaining, out var share);
            if (attempts.Next(call.Preferred, candidates) is not { } slot)
            {
                await RestAsync(call, candidates, remaining, attempts.Refusals > 0, time.GetElapsedTime(withoutSlot), cancellationToken);
                attempts.Forget();
                continue;
            }

            using var visit = router.TryEnter(slot);
            if (visit is null)
            {
                attempts.Skip(slot);
                continue;
            }

            var called = time.GetTimestamp();
            var (isSuspect, hasBegun) = (call.IsSuspect(), false);
            try
            {
                // The second death is its last, so it must not be charged with a silo that was gone before.
                if (isSuspect) await ProbeAsync(slot, cancellationToken);
                (called, hasBegun) = (time.GetTimestamp(), true);
                var reply = await run(slot, attempts.IsDeclined ? double.PositiveInfinity : share);
                router.Report(slot, reply.Load);
                switch (reply.Answer)
                {
                    case SlotAnswer.Served:
                        router.Served(slot);
                        return new(reply.Value!, reply.Work, slot);
                    case SlotAnswer.Declined:
                        attempts.Declined();

                        // A suspect is declined where another one has its turn.
                        if (!call.IsSuspect()) break;
                        attempts.Skip(slot);
                        withoutSlot = time.GetTimestamp();
                        break;
                    default:
                        router.Refused(slot, reply.RetryAfter, call.Remaining - time.GetElapsedTime(began));
                        attempts.Refused(slot);

                        // A slot that refuses is there.
                        withoutSlot = time.GetTimestamp();
                        break;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && hasBegun && !router.Has(slot))
            {
                throw new SiloDiedException(slot, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && SlotErrors.IsLoss(exception))
            {
                router.Lost(slot);

                // Only a silo that went away later may have gone because of the work; and until then the slot was there.
                var mayHaveBegun = time.GetElapsedTime(called) > ImmediateLoss;
                if (mayHaveBegun) withoutSlot = time.GetTimestamp();
                attempts.Skip(slot);

                if (!hasBegun || !SlotErrors.IsDeath(exception) || (!isSuspect && time.GetElapsedTime(called) < ImmediateRefusal)) continue;
                var losses = await call.NoteLoss(cancellationToken);
                if (losses >= options.MaxLosses) throw SlotErrors.Deadly(losses);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && SlotErrors.IsFailure(exception))
            {
                var isRepeated = !attempts.Failed(slot);
                if (SlotErrors.IsDeviceFailure(exception)) router.Failed(slot, exception.Message.ReplaceLineEndings(" "), isRepeated);
                withoutSlot = time.GetTimestamp();
                if (attempts.Failures >= options.MaxAttempts) throw SlotErrors.Final(exception, attempts.Failures);
                await Task.Delay(ShortestWait * (1 << attempts.Failures), time, cancellationToken);
            }
        }
    }

    /// <summary>Waits until a slot may be there or may have room, or throws when that is not worth it.</summary>
    private async Task RestAsync(
        SlotCall call, IReadOnlyList<SlotKey> candidates, TimeSpan remaining, bool isRefused, TimeSpan withoutSlot, CancellationToken cancellationToken)
    {
        var wait = router.RetryAfter(candidates, remaining);
        if (!isRefused)
        {
            // There is none, or those that are there went away or fail: another may come, or the cluster may notice.
            if (withoutSlot >= options.SlotTimeout) throw new SlotUnavailableException(NoSlot(call));
            wait = LongestWait / 4;
        }
        else if (call.IsAdmission && !call.IsSuspect())
        {
            throw new OverloadedException(
                $"All {candidates.Count} slots that serve {call.Role} have as much work as they can do in time; ask again in "
                + $"{Math.Max(1, Math.Ceiling(wait.TotalSeconds)):F0} s.")
            {
                RetryAfter = wait,
            };
        }

        await Task.Delay(wait < ShortestWait ? ShortestWait : wait > LongestWait ? LongestWait : wait, time, cancellationToken);
    }

    private async Task ProbeAsync(SlotKey slot, CancellationToken cancellationToken)
    {
        try
        {
            await probe(slot.Silo, cancellationToken).WaitAsync(ProbeTimeout, time, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SlotUnavailableException($"Silo {slot.Silo} does not answer.", exception);
        }
    }

    private string NoSlot(SlotCall call)
    {
        if (call.Model is { } model && router.Models.Count > 0 && !router.Models.Contains(model))
            return $"No silo serves the model \"{model}\" now. The cluster serves: {string.Join(", ", router.Models)}.";
        return router.OutOfRotation(call.Role, call.Model).FirstOrDefault() is { } failing
            ? $"Every slot that serves {call.Role} is out of rotation because its device fails ({failing}); look at its silo's log, or ask again when it works."
            : $"No slot of the cluster serves {call.Role}; start a silo with such a slot, or ask again when one has joined.";
    }
}
