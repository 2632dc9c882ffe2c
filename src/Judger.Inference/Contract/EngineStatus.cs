namespace Judger.Inference.Contract;

/// <summary>How busy an engine is, and what it has done since it started.</summary>
public sealed record EngineStatus
{
    /// <summary>Requests that wait for a lane.</summary>
    public required int Waiting { get; init; }

    /// <summary>Positions that the waiting requests may need.</summary>
    public required long WaitingTokens { get; init; }

    /// <summary>Requests that have a lane.</summary>
    public required int Running { get; init; }

    /// <summary>
    /// How long the waiting work will take, by what such work has taken until now: encodes, prefills and decodes apart, without what the caches hold or what
    /// several requests share, and with answers of the usual length. Zero as long as nothing has been measured.
    /// </summary>
    public required TimeSpan Backlog { get; init; }

    /// <summary>
    /// How long a question that comes now will take: the running and the waiting work, the later passes of the questions that have begun, and its own passes,
    /// by what questions have taken until now. Zero while nothing runs or waits, whatever was measured, so that an idle device is always tried.
    /// </summary>
    public TimeSpan QuestionTime { get; init; }

    /// <summary>How much longer it takes with one more question before it, all passes together.</summary>
    public TimeSpan TimePerQuestion { get; init; }

    /// <summary>How much longer it takes with one more later pass of a question before it.</summary>
    public TimeSpan TimePerLaterPass { get; init; }

    /// <summary>Passes that a question brings after its first, on average.</summary>
    public double LaterPasses { get; init; }

    /// <summary>Bytes of the prefixes that are kept beyond the lanes.</summary>
    public required long PrefixCacheBytes { get; init; }

    /// <summary>Bytes of the encoded images that are kept.</summary>
    public required long VisionCacheBytes { get; init; }

    /// <summary>Sequences that can be at work at the same time.</summary>
    public required int Lanes { get; init; }

    /// <summary>Bytes that prefixes may take beyond the lanes.</summary>
    public required long PrefixCacheLimit { get; init; }

    /// <summary>Bytes that encoded images may take.</summary>
    public required long VisionCacheLimit { get; init; }

    /// <summary>Encoded images that were wanted and in the cache; each of <see cref="WorkCount.ImagesEncoded"/> was wanted and not there.</summary>
    public required long ImagesCached { get; init; }

    /// <summary>How long the device has been computing; with several workers, the mean of theirs. What runs now counts when it is done.</summary>
    public required TimeSpan BusyTime { get; init; }

    /// <summary>Requests that ended, in whatever way.</summary>
    public required long Requests { get; init; }

    /// <summary>All work done.</summary>
    public required WorkCount Work { get; init; }

    /// <summary>Decode steps; each computes one position of one or several sequences.</summary>
    public required long DecodeSteps { get; init; }

    /// <summary>Sequences of all decode steps together; divided by <see cref="DecodeSteps"/>, the mean batch.</summary>
    public required long DecodedSequences { get; init; }
}
