namespace Judger.Cluster.Tests.Support;

/// <summary>A silo to be started.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Settings">What it is told beside the cluster's address, as <c>Key=Value</c>.</param>
internal sealed record SiloSpec(string Name, params IReadOnlyList<string> Settings)
{
    /// <summary>Environment variables of its process, beside those of the tests'.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The network namespace in which it runs; null for that of the tests.</summary>
    public string? Host { get; init; }

    /// <summary>What bounds its memory; nothing when null.</summary>
    public MemoryCage? Cage { get; init; }

    /// <summary>A silo without slots.</summary>
    public static SiloSpec Gateway { get; } = new("gateway");

    /// <summary>A silo with one simulated device that takes as long as a large GPU, or a given part of that.</summary>
    public static SiloSpec Simulated(string name, double slowness = 1, string? roles = null, params IReadOnlyList<string> settings) => new(name,
    [
        "Slots:0:Device=simulated:0",
        "Slots:0:Engine:Workers=1",
        FormattableString.Invariant($"Slots:0:Simulated:Encode={TimeSpan.FromMilliseconds(15) * slowness:c}"),
        FormattableString.Invariant($"Slots:0:Simulated:PrefillToken={TimeSpan.FromMilliseconds(0.1) * slowness:c}"),
        FormattableString.Invariant($"Slots:0:Simulated:DecodeStep={TimeSpan.FromMilliseconds(12) * slowness:c}"),
        FormattableString.Invariant($"Slots:0:Simulated:DecodeSequence={TimeSpan.FromMilliseconds(0.2) * slowness:c}"),
        $"Slots:0:Roles={roles ?? "All"}",
        .. settings,
    ]);
}
