using Microsoft.Extensions.Logging;

namespace Judger.Experts.Limits;

public sealed partial class ResilientExpert
{
    [LoggerMessage(
        EventId = 1, EventName = "ExpertCircuitOpened", Level = LogLevel.Warning,
        Message = "Expert {Expert} failed too often. It is not asked for {Seconds:0.#} s. Last failure: {Problem}")]
    private partial void LogCircuitOpened(string expert, double seconds, string? problem);

    [LoggerMessage(
        EventId = 2, EventName = "ExpertCircuitClosed", Level = LogLevel.Information,
        Message = "Expert {Expert} answers again and is asked as usual.")]
    private partial void LogCircuitClosed(string expert);

    [LoggerMessage(
        EventId = 3, EventName = "ExpertRequestRetried", Level = LogLevel.Information,
        Message = "Attempt {Attempt} of {Attempts} to ask expert {Expert} failed. It is retried in {Seconds:0.###} s. Failure: {Problem}")]
    private partial void LogRetry(string expert, int attempt, int attempts, double seconds, string? problem);

    [LoggerMessage(
        EventId = 4, EventName = "ExpertBudgetSpent", Level = LogLevel.Warning,
        Message = "The budget of expert {Expert} is spent. It is not asked until {PeriodEnd:u}. Raise BudgetRequests or BudgetTokens to ask it before then.")]
    private partial void LogBudgetSpent(string expert, DateTimeOffset periodEnd);
}
