namespace Judger.Experts;

/// <summary>An expert gave no judgment. The message says why and what to do. It contains no secret.</summary>
public sealed class ExpertException : Exception
{
    public ExpertException(ExpertFailureKind problem, string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException) => (Problem, RetryAfter) = (problem, retryAfter);

    public ExpertException()
        : this(ExpertFailureKind.Unreachable, "The expert gave no judgment.")
    {
    }

    public ExpertException(string message)
        : this(ExpertFailureKind.Unreachable, message)
    {
    }

    public ExpertException(string message, Exception innerException)
        : this(ExpertFailureKind.Unreachable, message, null, innerException)
    {
    }

    /// <summary>Why there is no judgment.</summary>
    public ExpertFailureKind Problem { get; }

    /// <summary>The pause that the expert asked for, or null where it asked for none.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>
    /// True when the failure is about this one request: another one may succeed. False when the address, the key, the model's name or the quota is wrong.
    /// </summary>
    public bool IsAboutTheRequest { get; init; }

    /// <summary>True when the same request may succeed later.</summary>
    public bool IsTransient => Problem is ExpertFailureKind.Unreachable or ExpertFailureKind.TimedOut or ExpertFailureKind.RateLimited;
}
