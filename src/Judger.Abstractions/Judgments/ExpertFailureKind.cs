namespace Judger;

/// <summary>Why an expert gave no judgment.</summary>
[GenerateSerializer, Alias("judger.ExpertFailureKind")]
public enum ExpertFailureKind
{
    /// <summary>It could not be reached, or failed on its side.</summary>
    Unreachable,

    /// <summary>It did not answer in time.</summary>
    TimedOut,

    /// <summary>It wants fewer requests.</summary>
    RateLimited,

    /// <summary>It does not take the request: the key, the model's name, the quota or the request itself is wrong. Or it refused to judge.</summary>
    Refused,

    /// <summary>What it answered cannot be read: it is cut off, empty, or not a chat completion.</summary>
    Malformed,

    /// <summary>It failed so often that it is left alone for a while.</summary>
    CircuitOpen,

    /// <summary>Its budget is spent.</summary>
    BudgetSpent,

    /// <summary>No silo serves it now, or the silo that did failed.</summary>
    Unavailable,
}
