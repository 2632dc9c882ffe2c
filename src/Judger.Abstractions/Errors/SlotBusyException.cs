namespace Judger;

/// <summary>A slot takes no more work now: its queue is full, the work would come too late, or its silo is stopping. Another slot may take it.</summary>
[GenerateSerializer, Alias("judger.SlotBusyException")]
public sealed class SlotBusyException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    /// <summary>When the slot is expected to take work again.</summary>
    [Id(0)]
    public TimeSpan RetryAfter { get; init; }

    /// <summary>True when the slot's silo is stopping: it will not take work again.</summary>
    [Id(1)]
    public bool IsDraining { get; init; }

    /// <summary>The slot's load, when it has more than its share and declines in favour of others; asked again, it takes the work.</summary>
    [Id(2)]
    public SlotLoad? Declining { get; init; }

    public override string Code => "slot_busy";

    public override bool IsTransient => true;
}
