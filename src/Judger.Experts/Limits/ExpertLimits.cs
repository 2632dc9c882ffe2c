namespace Judger.Experts;

/// <summary>How much an expert is asked, and how often it is tried.</summary>
public sealed class ExpertLimits
{
    /// <summary>Requests in flight. <value>1 to 1024, default 8.</value></summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>Requests a minute. <value>At least 1; null (default) for no limit.</value></summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Tokens a minute, read and written; a request is held back by what the last ones used. <value>At least 1; null (default) for no limit.</value></summary>
    public int? TokensPerMinute { get; set; }

    /// <summary>How often a request is tried that fails for a passing reason. <value>1 to 20, default 3.</value></summary>
    public int Attempts { get; set; } = 3;

    /// <summary>
    /// The pause before the second try; it doubles with each further one, up to 20 s, and what the expert asks for (Retry-After) goes before it.
    /// <value>At most 1 minute, default 500 ms.</value>
    /// </summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Of so many requests within <see cref="BreakWindow"/> half must fail for the expert to be left alone. <value>2 to 1000, default 8.</value></summary>
    public int BreakAfter { get; set; } = 8;

    /// <summary>The time over which failures are counted. <value>At least 1 s, default 30 s.</value></summary>
    public TimeSpan BreakWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long it is left alone. <value>At least 500 ms, default 15 s.</value></summary>
    public TimeSpan BreakTime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Requests within <see cref="BudgetPeriod"/>; beyond them answers go unjudged. <value>At least 0; null (default) for no limit.</value></summary>
    public long? BudgetRequests { get; set; }

    /// <summary>Tokens within <see cref="BudgetPeriod"/>; requests already under way may exceed it. <value>At least 0; null (default) for no limit.</value></summary>
    public long? BudgetTokens { get; set; }

    /// <summary>After this time the budget starts anew. <value>At least 1 minute, default 1 day.</value></summary>
    public TimeSpan BudgetPeriod { get; set; } = TimeSpan.FromDays(1);

    /// <summary>All that is wrong with the limits, each error naming key and remedy.</summary>
    public IEnumerable<string> Errors()
    {
        if (Concurrency is < 1 or > 1024) yield return $"Concurrency is {Concurrency}; give 1 to 1024.";
        if (RequestsPerMinute < 1) yield return $"RequestsPerMinute is {RequestsPerMinute}; give at least 1, or none for no limit.";
        if (TokensPerMinute < 1) yield return $"TokensPerMinute is {TokensPerMinute}; give at least 1, or none for no limit.";
        if (Attempts is < 1 or > 20) yield return $"Attempts is {Attempts}; give 1 to 20.";
        if (FirstPause < TimeSpan.Zero || FirstPause > TimeSpan.FromMinutes(1)) yield return $"FirstPause is {FirstPause}; give 0 to 1 minute.";
        if (BreakAfter is < 2 or > 1000) yield return $"BreakAfter is {BreakAfter}; give 2 to 1000.";
        if (BreakWindow < TimeSpan.FromSeconds(1) || BreakWindow > TimeSpan.FromDays(1)) yield return $"BreakWindow is {BreakWindow}; give 1 s to 1 day.";
        if (BreakTime < TimeSpan.FromMilliseconds(500) || BreakTime > TimeSpan.FromDays(1)) yield return $"BreakTime is {BreakTime}; give 500 ms to 1 day.";
        if (BudgetRequests < 0) yield return $"BudgetRequests is {BudgetRequests}; give 0 or more, or none for no limit.";
        if (BudgetTokens < 0) yield return $"BudgetTokens is {BudgetTokens}; give 0 or more, or none for no limit.";
        if (BudgetPeriod < TimeSpan.FromMinutes(1)) yield return $"BudgetPeriod is {BudgetPeriod}; give at least 1 minute.";
    }
}
