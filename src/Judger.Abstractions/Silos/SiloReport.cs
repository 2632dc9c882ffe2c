namespace Judger;

/// <summary>What a silo has, and has done since it started.</summary>
[GenerateSerializer, Immutable, Alias("judger.SiloReport")]
public sealed record SiloReport
{
    [Id(0)]
    public required string Silo { get; init; }

    /// <summary>True when it is stopping: it finishes what it has and takes nothing new.</summary>
    [Id(1)]
    public required bool IsDraining { get; init; }

    /// <summary>Questions that run on it.</summary>
    [Id(2)]
    public required int Questions { get; init; }

    /// <summary>Images that it decoded.</summary>
    [Id(3)]
    public required long ImagesDecoded { get; init; }

    /// <summary>Bytes that the process holds in memory.</summary>
    [Id(4)]
    public required long WorkingSet { get; init; }

    /// <summary>Its own slots, and any other for which it was ever asked, which should be none.</summary>
    [Id(5)]
    public required IReadOnlyList<SlotReport> Slots { get; init; }
}
