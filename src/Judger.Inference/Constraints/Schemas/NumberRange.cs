namespace Judger.Inference.Constraints.Schemas;

/// <summary>What a number may be.</summary>
/// <param name="IsWhole">Whether it has no fraction.</param>
/// <param name="Low">The smallest; null for any.</param>
/// <param name="IsLowExcluded">Whether that one itself is too small.</param>
/// <param name="High">The largest; null for any.</param>
/// <param name="IsHighExcluded">Whether that one itself is too large.</param>
/// <param name="Step">What it is a multiple of; null for anything.</param>
internal sealed record NumberRange(bool IsWhole, decimal? Low, bool IsLowExcluded, decimal? High, bool IsHighExcluded, decimal? Step)
{
    /// <summary>Most digits before the point: numbers of so many are exact in every reader.</summary>
    public const int MaxDigits = 15;

    /// <summary>Most digits behind the point.</summary>
    public const int MaxFractionDigits = 12;
}
