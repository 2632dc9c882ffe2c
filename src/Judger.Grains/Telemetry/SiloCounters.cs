using System.Collections.Concurrent;
using System.Diagnostics;

namespace Judger.Grains.Telemetry;

/// <summary>What the silo's slots have done since it started: for its report, and as metrics.</summary>
internal sealed class SiloCounters(SlotInstruments instruments)
{
    private readonly ConcurrentDictionary<string, SlotCounters> _slots = new(StringComparer.Ordinal);

    /// <summary>The counts of each slot that this silo was asked about, whether it owns it or not.</summary>
    public IReadOnlyDictionary<string, SlotCounters> Slots => _slots;

    public void CountLoad(string slot) => Of(slot).Load();

    public void CountActivation(string slot, string grain)
    {
        Of(slot).Activate(grain);
        instruments.CountActivation(slot, grain);
    }

    /// <summary>Begins to count a stage.</summary>
    public StageCount Begin(string slot, QuestionStage stage) => new(this, slot, stage);

    private SlotInstruments Instruments => instruments;

    private SlotCounters Of(string slot) => _slots.GetOrAdd(slot, _ => new());

    /// <summary>One stage that is being counted.</summary>
    internal sealed class StageCount(SiloCounters counters, string slot, QuestionStage stage)
    {
        private readonly long _started = Stopwatch.GetTimestamp();

        public void Complete() => Count("completed", null, counter => counter.Complete(stage));

        /// <param name="exception">What the caller is told.</param>
        /// <param name="isExpired">Whether the time of the request was over.</param>
        public void Fail(Exception exception, bool isExpired = false)
        {
            if (exception is SlotBusyException { Declining: not null })
            {
                Count("declined", null, _ => { });
            }
            else if (exception is SlotBusyException)
            {
                var took = Stopwatch.GetElapsedTime(_started);
                Count("refused", exception, counter => counter.Refuse(took));
                counters.Instruments.TellRefusal(slot, took);
            }
            else
            {
                Count(exception is OperationCanceledException ? "cancelled" : isExpired ? "expired" : "failed", exception, counter => counter.Fail());
            }
        }

        private void Count(string outcome, Exception? exception, Action<SlotCounters> count)
        {
            count(counters.Of(slot));
            counters.Instruments.CountRequest(slot, stage, outcome, exception);
        }
    }
}
