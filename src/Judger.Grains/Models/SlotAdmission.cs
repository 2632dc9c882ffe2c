using Judger.Grains.Draining;
using Judger.Grains.Slots;
using Judger.Inference.Contract;

namespace Judger.Grains.Models;

/// <summary>
/// Whether a slot begins another question. It begins those that it can finish in time: a question that waits in vain takes from those that do not.
/// </summary>
internal sealed class SlotAdmission(SiloWork work, SiloSlots slots, OpenQuestions open)
{
    // The estimate is right to a few parts in a hundred (BacklogTests), and under overload every question is begun at the limit of what can be done in time:
    // without this, one in fifteen would end too late.
    private const double Margin = 1.15;

    private static readonly TimeSpan Departure = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromMilliseconds(100);

    /// <summary>Why the slot does not begin a question; null when it does.</summary>
    public Refusal? Check(SlotKey slot, EngineStatus status, StageContext context)
    {
        if (!context.IsAdmission) return null;
        if (!BoundedLoad.Admits(status.Running + status.Waiting, slots.WeightOf(slot), context.Share)) return Refusal.InFavourOfOthers;
        if (work.IsDraining) return new($"Slot {slot} is stopping; ask another.", Departure);
        var (arriving, laterPasses) = open.Expected(slot, status.LaterPasses);
        var needed = Margin * (status.QuestionTime + (arriving * status.TimePerQuestion) + (laterPasses * status.TimePerLaterPass));
        var late = needed - context.Remaining;
        if (late <= TimeSpan.Zero) return null;
        return new(
            $"Slot {slot} would need {needed.TotalSeconds:F1} s for the question, which has {context.Remaining.TotalSeconds:F1} s; "
            + "ask another, or allow more time.",
            late < ShortestRetry ? ShortestRetry : late);
    }

    /// <summary>Why a slot does not begin a question.</summary>
    /// <param name="Reason">In words, and what to do; null when it only declines in favour of others.</param>
    /// <param name="RetryAfter">When it is expected to take work again.</param>
    internal sealed record Refusal(string? Reason, TimeSpan RetryAfter)
    {
        public static Refusal InFavourOfOthers { get; } = new(null, TimeSpan.Zero);
    }
}
