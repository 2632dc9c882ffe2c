namespace Judger.Protocol;

/// <summary>Problem details (RFC 9457) with a stable code.</summary>
public sealed record ProblemJson
{
    public string? Type { get; init; }

    public string? Title { get; init; }

    public int Status { get; init; }

    public required string Code { get; init; }

    public required string Detail { get; init; }

    /// <summary>Retry-After, where the problem is told in a stream, which has no more headers.</summary>
    public int? RetryAfterSeconds { get; init; }
}
