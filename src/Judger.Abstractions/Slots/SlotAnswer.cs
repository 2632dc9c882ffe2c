namespace Judger;

/// <summary>What a slot did with a request.</summary>
[GenerateSerializer, Alias("judger.SlotAnswer")]
public enum SlotAnswer
{
    /// <summary>It did the work.</summary>
    Served,

    /// <summary>It has more than its share of the work, and another slot should be asked first. Asked again without a share, it does the work.</summary>
    Declined,

    /// <summary>It takes no more work for now: its queue is full, the work would be too late, or its silo is stopping.</summary>
    Refused,
}
