namespace Judger.Experts;

/// <summary>Which of two answers an expert prefers.</summary>
public enum PreferredAnswer
{
    /// <summary>It has no preference, or did not say.</summary>
    None,

    /// <summary>The answer before the correction.</summary>
    Earlier,

    /// <summary>The corrected answer.</summary>
    Later,
}

/// <summary>An expert's final choice.</summary>
/// <param name="Preferred">The answer that it prefers.</param>
/// <param name="Usage">Requests and tokens that the choice took.</param>
public readonly record struct ExpertChoice(PreferredAnswer Preferred, ExpertUsage Usage = default);
