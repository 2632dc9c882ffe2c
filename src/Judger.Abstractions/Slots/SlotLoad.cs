namespace Judger;

/// <summary>How busy a slot is, as it says with every answer.</summary>
[GenerateSerializer, Immutable, Alias("judger.SlotLoad")]
public sealed record SlotLoad
{
    /// <summary>Requests that its device works on.</summary>
    [Id(0)]
    public int Running { get; init; }

    /// <summary>Requests that wait for its device.</summary>
    [Id(1)]
    public int Waiting { get; init; }

    /// <summary>How long the waiting work will take, by the device's present speed.</summary>
    [Id(2)]
    public TimeSpan Backlog { get; init; }

    /// <summary>True when its silo is stopping: it finishes what it has and takes nothing new.</summary>
    [Id(3)]
    public bool IsDraining { get; init; }
}
