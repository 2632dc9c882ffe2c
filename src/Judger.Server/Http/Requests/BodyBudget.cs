using Judger.Imaging.Memory;

namespace Judger.Server.Http.Requests;

/// <summary>
/// The memory that bodies of requests may take at the same time. Small bodies have a part of it to themselves, so that they need not wait for large ones.
/// </summary>
internal sealed class BodyBudget
{
    /// <summary>What a body takes beside its own bytes, as a multiple: by default they are there once more, as those of its images.</summary>
    public const int DefaultFactor = 2;

    private const string Bodies = "request bodies";
    private const int MaxWaiting = 256;
    private const int SmallShare = 16;
    private const long MostOfSmall = 512 << 10;

    private readonly TimeSpan _timeout;
    private readonly long _mostOfSmall;

    /// <param name="capacity">The bytes of all bodies together.</param>
    /// <param name="timeout">How long a body waits for its part of them.</param>
    /// <param name="time">The clock.</param>
    public BodyBudget(long capacity, TimeSpan timeout, TimeProvider time)
    {
        var small = capacity / SmallShare;
        _timeout = timeout;
        _mostOfSmall = Math.Min(MostOfSmall, small);
        Small = new($"small {Bodies}", small, MaxWaiting, time) { Purpose = Bodies };
        Large = new(Bodies, capacity - small, MaxWaiting, time);
    }

    public MemoryBudget Small { get; }

    public MemoryBudget Large { get; }

    /// <summary>Reserves memory for a part of a body, and waits a little where there is none.</summary>
    /// <exception cref="MemoryExhaustedException">There was none in time.</exception>
    public ValueTask<MemoryReservation> ReserveAsync(long bytes, CancellationToken cancellationToken) =>
        (bytes <= _mostOfSmall ? Small : Large).ReserveAsync(bytes, _timeout, cancellationToken);
}
