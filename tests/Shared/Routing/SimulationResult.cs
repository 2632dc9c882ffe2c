namespace Judger.Testing.Routing;

/// <summary>What the measured questions had of a cluster.</summary>
internal sealed record SimulationResult
{
    /// <summary>Questions answered a second.</summary>
    public required double Throughput { get; init; }

    /// <summary>Half of the questions are answered in as many seconds.</summary>
    public required double Median { get; init; }

    /// <summary>99 % of the questions are answered in as many seconds.</summary>
    public required double P99 { get; init; }

    /// <summary>Questions about an image asked about before.</summary>
    public required double Repeats { get; init; }

    /// <summary>Images' keys and values computed a question; 1 - <see cref="Repeats"/> where nothing is computed twice.</summary>
    public required double ImagesComputed { get; init; }

    /// <summary>Stages that found their image's keys and values.</summary>
    public required double HitRate { get; init; }

    /// <summary>The busiest device's seconds of work by the mean device's.</summary>
    public required double MaxOverMean { get; init; }
}
