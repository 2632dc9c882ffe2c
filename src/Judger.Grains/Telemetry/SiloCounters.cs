using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Judger.Grains.Telemetry;

/// <summary>What the silo's slots have done since it started: as metrics, and for its report.</summary>
internal sealed class SiloCounters : IDisposable
{
    public const string MeterName = "Judger";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _activations;
    private readonly Counter<long> _loads;
    private readonly Counter<long> _stages;
    private readonly Histogram<double> _refusals;
    private readonly ConcurrentDictionary<string, SlotCounters> _slots = new(StringComparer.Ordinal);

    public SiloCounters()
    {
        _activations = _meter.CreateCounter<long>("judger.model_grain.activations", description: "Activations of model grains");
        _loads = _meter.CreateCounter<long>("judger.model.loads", description: "Models loaded onto devices");
        _stages = _meter.CreateCounter<long>("judger.slot.stages", description: "Stages that slots were asked for, by how they ended");
        _refusals = _meter.CreateHistogram<double>("judger.slot.refusal.duration", "s", "Time that a slot took to refuse a question");
    }

    /// <summary>The counts of each slot that this silo was asked about, whether it owns it or not.</summary>
    public IReadOnlyDictionary<string, SlotCounters> Slots => _slots;

    public void CountLoad(string slot)
    {
        Of(slot).Load();
        _loads.Add(1, new KeyValuePair<string, object?>("judger.slot", slot));
    }

    public void CountActivation(string slot, string grain)
    {
        Of(slot).Activate(grain);
        _activations.Add(1, new("judger.slot", slot), new("judger.grain", grain));
    }

    /// <summary>Begins to count a stage.</summary>
    public StageCount Begin(string slot, QuestionStage stage) => new(this, slot, stage);

    public void Dispose() => _meter.Dispose();

    private SlotCounters Of(string slot) => _slots.GetOrAdd(slot, _ => new());

    /// <summary>One stage that is being counted.</summary>
    internal sealed class StageCount(SiloCounters counters, string slot, QuestionStage stage)
    {
        private readonly long _started = Stopwatch.GetTimestamp();

        public void Complete() => Count("completed", counter => counter.Complete(stage));

        public void Fail(Exception exception)
        {
            if (exception is SlotBusyException { Declining: not null })
            {
                Count("declined", _ => { });
            }
            else if (exception is SlotBusyException)
            {
                var took = Stopwatch.GetElapsedTime(_started);
                Count("refused", counter => counter.Refuse(took));
                counters._refusals.Record(took.TotalSeconds, new KeyValuePair<string, object?>("judger.slot", slot));
            }
            else
            {
                Count(exception is OperationCanceledException ? "cancelled" : "failed", counter => counter.Fail());
            }
        }

        private void Count(string outcome, Action<SlotCounters> count)
        {
            count(counters.Of(slot));
            counters._stages.Add(1, new("judger.slot", slot), new("judger.stage", stage), new("judger.outcome", outcome));
        }
    }
}
