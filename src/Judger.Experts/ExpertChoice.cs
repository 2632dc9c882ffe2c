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

/// <summary>An expert's final choice and what it took.</summary>
public readonly record struct ExpertChoice(PreferredAnswer Preferred, ExpertUsage Usage = default);
