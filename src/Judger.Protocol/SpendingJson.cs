namespace Judger.Protocol;

/// <summary>What asking an expert took.</summary>
public sealed record SpendingJson(long Requests, long InputTokens, long OutputTokens, decimal? Dollars = null);
