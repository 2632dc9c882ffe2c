namespace Judger.Experts.Limits;

/// <summary>What an expert used.</summary>
/// <param name="PeriodStart">When the current period of the budget began.</param>
/// <param name="Period">Used in this period.</param>
/// <param name="Total">Used since the expert was first asked.</param>
public sealed record ExpertStatistics(DateTimeOffset PeriodStart, ExpertSpending Period, ExpertSpending Total);
