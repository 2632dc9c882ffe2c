namespace Judger;

/// <summary>
/// What a slot says to a request: served, declined in favour of others, or refused. What is exceptional, such as a device that failed, is an exception.
/// </summary>
[GenerateSerializer, Immutable, Alias("judger.SlotReply`1")]
public sealed record SlotReply<T>
{
    /// <summary>What became of the request.</summary>
    [Id(0)]
    public required SlotAnswer Answer { get; init; }

    /// <summary>The slot's load after it.</summary>
    [Id(1)]
    public required SlotLoad Load { get; init; }

    /// <summary>The result, when the request was served.</summary>
    [Id(2)]
    public T? Value { get; init; }

    /// <summary>What the result cost.</summary>
    [Id(3)]
    public WorkCount Work { get; init; }

    /// <summary>When the slot is expected to take work again, when it refused.</summary>
    [Id(4)]
    public TimeSpan RetryAfter { get; init; }
}
