namespace Judger.Experts;

/// <summary>What an expert used.</summary>
/// <param name="PeriodStart">When the budget's period began.</param>
/// <param name="Period">Since then.</param>
/// <param name="Total">Ever.</param>
public sealed record ExpertLedger(DateTimeOffset PeriodStart, ExpertUsage Period, ExpertUsage Total);
