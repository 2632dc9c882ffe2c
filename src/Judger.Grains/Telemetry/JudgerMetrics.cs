using System.Diagnostics.Metrics;

namespace Judger.Grains.Telemetry;

/// <summary>The meter of Judger's own metrics, and what its instruments share.</summary>
public static class JudgerMetrics
{
    /// <summary>The name under which metrics are listened to.</summary>
    public const string MeterName = "Judger";

    // A stage on a cached image takes a millisecond, a question at most ten minutes.
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

    /// <summary>The version that spans and metrics name.</summary>
    public static string? Version { get; } = typeof(JudgerMetrics).Assembly.GetName().Version?.ToString(3);

    /// <summary>The meter; a host has one.</summary>
    internal static Meter JudgerMeter(this IMeterFactory factory) => factory.Create(new MeterOptions(MeterName) { Version = Version });

    internal static Histogram<double> CreateDuration(this Meter meter, string name, string description, IReadOnlyList<double>? buckets = null) =>
        meter.CreateHistogram(name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets ?? Seconds });
}
