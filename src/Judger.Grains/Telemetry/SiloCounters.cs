using System.Collections.Concurrent;
using System.Diagnostics;

namespace Judger.Grains.Telemetry;

/// <summary>What the silo's slots have done since it started: for its report, and as metrics.</summary>
internal sealed class SiloCounters(SlotInstruments instruments)
{
    private readonly ConcurrentDictionary<SlotKey, SlotCounters> _slots = new();

    /// <summary>The counts of each slot that this silo was asked about, whether it owns it or not.</summary>
    public IReadOnlyDictionary<SlotKey, SlotCounters> Slots => _slots;

    public void CountLoad(SlotKey slot) => Of(slot).Load();

    public void CountActivation(SlotKey slot, string grain)
    {
        Of(slot).Activate(grain);
        instruments.CountActivation(slot, grain);
    }

    /// <summary>Begins to count a stage.</summary>
    public StageCount Begin(SlotKey slot, QuestionStage stage) => new(this, slot, stage);

    private SlotInstruments Instruments => instruments;

    private SlotCounters Of(SlotKey slot) => _slots.GetOrAdd(slot, _ => new());

    /// <summary>One stage that is being counted.</summary>
    internal sealed class StageCount(SiloCounters counters, SlotKey slot, QuestionStage stage)
    {
        private readonly long _started = Stopwatch.GetTimestamp();

        public void Complete() => Count("completed", null, counter => counter.Complete(stage));

        /// <summary>The slot asks that another slot is asked first.</summary>
        public void Decline() => Count("declined", null, _ => { });

        /// <summary>The slot takes no more work now.</summary>
        public void Refuse()
        {
            var took = Stopwatch.GetElapsedTime(_started);
            Count("refused", null, counter => counter.Refuse(took));
            counters.Instruments.RecordRefusal(slot, took);
        }

        /// <param name="exception">What the caller is told.</param>
        /// <param name="isExpired">Whether the time of the request was over.</param>
        public void Fail(Exception exception, bool isExpired = false) =>
            Count(exception is OperationCanceledException ? "cancelled" : isExpired ? "expired" : "failed", exception, counter => counter.Fail());

        private void Count(string outcome, Exception? exception, Action<SlotCounters> count)
        {
            count(counters.Of(slot));
            counters.Instruments.CountRequest(slot, stage, outcome, exception);
        }
    }
}
