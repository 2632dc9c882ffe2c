using System.ClientModel;

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

    /// <summary>True when the server refused the request itself (400, 404, 415, 422), not the key or the quota.</summary>
    public bool IsAboutTheRequest =>
        Problem == ExpertFailureKind.Refused && InnerException is ClientResultException { Status: 400 or 404 or 415 or 422 };

    /// <summary>True when the same request may succeed later.</summary>
    public bool IsTransient => Problem is ExpertFailureKind.Unreachable or ExpertFailureKind.TimedOut or ExpertFailureKind.RateLimited;
}
