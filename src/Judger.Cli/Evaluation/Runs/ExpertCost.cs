namespace Judger.Cli.Evaluation.Runs;

/// <summary>Adds up what experts took.</summary>
internal static class ExpertCost
{
    /// <summary>The sum; null where nothing was spent. Dollars are null unless some are known.</summary>
    public static ExpertSpending? Sum(IEnumerable<ExpertSpending?> parts) => parts.Where(part => part is not null).Aggregate(default(ExpertSpending), (sum, part) =>
        sum is null ? part : new(sum.Requests + part!.Requests, sum.InputTokens + part.InputTokens, sum.OutputTokens + part.OutputTokens, sum.Dollars is null ? part.Dollars : sum.Dollars + (part.Dollars ?? 0)));
}
