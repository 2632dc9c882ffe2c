namespace Judger.Protocol;

/// <summary>Problem details (RFC 9457) with a stable code.</summary>
public sealed record ProblemJson
{
    /// <summary>Always about:blank.</summary>
    public string? Type { get; init; }

    /// <summary>The status in words.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; init; }

    /// <summary>The stable error code.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong, where, and what to do.</summary>
    public required string Detail { get; init; }

    /// <summary>Retry-After, where the problem is told in a stream, which has no more headers.</summary>
    public int? RetryAfterSeconds { get; init; }
}
