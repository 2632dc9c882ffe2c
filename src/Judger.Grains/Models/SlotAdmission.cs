using Judger.Grains.Draining;
using Judger.Grains.Routing;
using Judger.Grains.Slots;
using Judger.Inference;

namespace Judger.Grains.Models;

/// <summary>
/// Whether a slot begins another question. It begins those that it can finish in time: a question that waits in vain takes from those that do not.
/// </summary>
internal sealed class SlotAdmission(SiloWork work, SiloSlots slots)
{
    private static readonly TimeSpan Departure = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromMilliseconds(100);

    /// <exception cref="SlotBusyException">The slot has more than its share, the question would not be finished in time, or the silo is stopping.</exception>
    public void Check(string slot, EngineStatus status, StageContext context)
    {
        if (!context.IsAdmission) return;
        if (!BoundedLoad.Admits(status.Running + status.Waiting, slots.WeightOf(slot), context.Share))
            throw new SlotBusyException($"Slot {slot} has more than its share of the work; ask another first.") { Declining = SlotLoads.Of(status, work.IsDraining) };
        if (work.IsDraining) throw new SlotBusyException($"Slot {slot} is stopping; ask another.") { RetryAfter = Departure, IsDraining = true };
        var late = status.QuestionTime - context.Remaining;
        if (late <= TimeSpan.Zero) return;
        throw new SlotBusyException(
            $"Slot {slot} would need {status.QuestionTime.TotalSeconds:F1} s for the question, which has {context.Remaining.TotalSeconds:F1} s; "
            + "ask another, or allow more time.")
        {
            RetryAfter = late < ShortestRetry ? ShortestRetry : late,
        };
    }
}
