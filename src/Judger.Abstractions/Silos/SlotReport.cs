namespace Judger;

/// <summary>What a slot has done since its silo started.</summary>
[GenerateSerializer, Immutable, Alias("judger.SlotReport")]
public sealed record SlotReport
{
    [Id(0)]
    public required SlotKey Slot { get; init; }

    /// <summary>Whether the silo that reports owns it.</summary>
    [Id(1)]
    public required bool IsOwn { get; init; }

    /// <summary>Models that were loaded onto its device for it; slots that share one are counted at the first.</summary>
    [Id(2)]
    public required int Loads { get; init; }

    /// <summary>Activations of model grains, by the grain's name.</summary>
    [Id(3)]
    public required IReadOnlyDictionary<string, int> Activations { get; init; }

    /// <summary>Stages that were completed.</summary>
    [Id(4)]
    public required IReadOnlyDictionary<QuestionStage, int> Stages { get; init; }

    /// <summary>Questions that were refused.</summary>
    [Id(5)]
    public required int Refusals { get; init; }

    /// <summary>How long the slowest refusal took.</summary>
    [Id(6)]
    public required TimeSpan SlowestRefusal { get; init; }

    /// <summary>How long refusals took: the 99th percentile.</summary>
    [Id(7)]
    public required TimeSpan RefusalP99 { get; init; }

    /// <summary>Its load now; null for a slot of another silo.</summary>
    [Id(8)]
    public SlotLoad? Load { get; init; }

    /// <summary>All work of its device; null for a slot of another silo.</summary>
    [Id(9)]
    public WorkCount? Work { get; init; }

    /// <summary>Requests that its device ended, in whatever way.</summary>
    [Id(10)]
    public long Requests { get; init; }

    /// <summary>Decode steps of its device.</summary>
    [Id(11)]
    public long DecodeSteps { get; init; }

    /// <summary>Stages at which its device failed.</summary>
    [Id(12)]
    public int Failures { get; init; }
}
