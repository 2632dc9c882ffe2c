using System.Collections.Concurrent;

namespace Judger.Grains.Telemetry;

/// <summary>What one slot has done since its silo started.</summary>
internal sealed class SlotCounters
{
    // Microseconds to the power of the step: 100 of them reach a minute.
    private const double Step = 1.2;
    private const int Buckets = 100;

    private readonly ConcurrentDictionary<string, int> _activations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<QuestionStage, int> _stages = new();
    private readonly int[] _refusalTimes = new int[Buckets];
    private int _loads;
    private int _refusals;
    private int _failures;
    private long _slowestRefusal;

    public int Loads => _loads;

    public int Refusals => _refusals;

    public int Failures => _failures;

    /// <summary>The 99th percentile of the time that refusals took, exact to a factor of 1.2.</summary>
    public TimeSpan RefusalP99
    {
        get
        {
            var (total, seen) = (_refusalTimes.Sum(), 0);
            for (var bucket = 0; bucket < _refusalTimes.Length; bucket++)
            {
                seen += _refusalTimes[bucket];
                if (total > 0 && seen >= 0.99 * total) return TimeSpan.FromMicroseconds(Math.Pow(Step, bucket));
            }

            return TimeSpan.Zero;
        }
    }

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
        Interlocked.Increment(ref _refusalTimes[Math.Clamp((int)Math.Ceiling(Math.Log(Math.Max(1, took.TotalMicroseconds), Step)), 0, Buckets - 1)]);
        long slowest;
        while (took.Ticks > (slowest = Interlocked.Read(ref _slowestRefusal))
            && Interlocked.CompareExchange(ref _slowestRefusal, took.Ticks, slowest) != slowest)
        {
        }
    }
}
