using System.Collections.Concurrent;

namespace Judger.Grains.Telemetry;

/// <summary>What one slot has done since its silo started.</summary>
internal sealed class SlotCounters
{
    private readonly ConcurrentDictionary<string, int> _activations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<QuestionStage, int> _stages = new();
    private int _loads;
    private int _refusals;
    private int _failures;
    private long _slowestRefusal;

    public int Loads => _loads;

    public int Refusals => _refusals;

    public int Failures => _failures;

    public TimeSpan SlowestRefusal => new(Interlocked.Read(ref _slowestRefusal));

    /// <summary>Activations, by the grain's name.</summary>
    public IReadOnlyDictionary<string, int> Activations => _activations;

    /// <summary>Stages that were completed.</summary>
    public IReadOnlyDictionary<QuestionStage, int> Stages => _stages;

    public void Load() => Interlocked.Increment(ref _loads);

    public void Activate(string grain) => _activations.AddOrUpdate(grain, 1, static (_, count) => count + 1);

    public void Complete(QuestionStage stage) => _stages.AddOrUpdate(stage, 1, static (_, count) => count + 1);

    public void Fail() => Interlocked.Increment(ref _failures);

    public void Refuse(TimeSpan took)
    {
        Interlocked.Increment(ref _refusals);
        long slowest;
        while (took.Ticks > (slowest = Interlocked.Read(ref _slowestRefusal)) && Interlocked.CompareExchange(ref _slowestRefusal, took.Ticks, slowest) != slowest)
        {
        }
    }
}
