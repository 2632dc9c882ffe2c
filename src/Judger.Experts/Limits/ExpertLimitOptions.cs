namespace Judger.Experts.Limits;

/// <summary>How often an expert is asked, how failed requests are retried, and how much it may use.</summary>
public sealed class ExpertLimitOptions
{
    /// <summary>Requests in flight at once. <value>1 to 1024, default 8.</value></summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>Requests each minute. <value>At least 1; null (default) for no limit.</value></summary>
    public int? RequestsPerMinute { get; set; }

    /// <summary>
    /// Tokens each minute, input and output. The tokens of a request are known only when it has ended: those beyond the estimate delay the next requests.
    /// <value>At least 1; null (default) for no limit.</value>
    /// </summary>
    public int? TokensPerMinute { get; set; }

    /// <summary>How often a request is sent that fails for a temporary reason, the first time included. <value>1 to 20, default 3.</value></summary>
    public int Attempts { get; set; } = 3;

    /// <summary>
    /// The pause before the second attempt. It doubles with each further attempt, up to 20 s. A pause that the expert asks for (Retry-After) replaces it.
    /// <value>At most 1 minute, default 500 ms.</value>
    /// </summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The longest pause that the expert may ask for (Retry-After) and is waited for. During a longer one, answers are not judged, so that it does not take the
    /// questions' budgets. <value>0 to 1 minute, default 20 s.</value>
    /// </summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The fewest requests within <see cref="BreakWindow"/> after which the circuit opens, when half of them failed. <value>2 to 1000, default 8.</value>
    /// </summary>
    public int BreakAfter { get; set; } = 8;

    /// <summary>The time over which failures are counted. <value>1 s to 1 day, default 30 s.</value></summary>
    public TimeSpan BreakWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the expert is not asked while its circuit is open. <value>500 ms to 1 day, default 15 s.</value></summary>
    public TimeSpan BreakTime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Requests within <see cref="BudgetPeriod"/>. Beyond them answers are not judged. <value>At least 0; null (default) for no limit.</value>
    /// </summary>
    public long? BudgetRequests { get; set; }

    /// <summary>Tokens within <see cref="BudgetPeriod"/>. Requests in flight may exceed it. <value>At least 0; null (default) for no limit.</value></summary>
    public long? BudgetTokens { get; set; }

    /// <summary>The time after which the budget is full again. <value>At least 1 minute, default 1 day.</value></summary>
    public TimeSpan BudgetPeriod { get; set; } = TimeSpan.FromDays(1);

    /// <summary>All errors in the options. Each names the key and says what to do.</summary>
    public IEnumerable<string> Errors()
    {
        if (Concurrency is < 1 or > 1024) yield return $"Concurrency is {Concurrency}; set it between 1 and 1024.";
        if (RequestsPerMinute < 1) yield return $"RequestsPerMinute is {RequestsPerMinute}; set it to at least 1, or leave it out for no limit.";
        if (TokensPerMinute < 1) yield return $"TokensPerMinute is {TokensPerMinute}; set it to at least 1, or leave it out for no limit.";
        if (Attempts is < 1 or > 20) yield return $"Attempts is {Attempts}; set it between 1 and 20.";
        if (FirstPause < TimeSpan.Zero || FirstPause > TimeSpan.FromMinutes(1)) yield return $"FirstPause is {FirstPause}; set it between 0 and 1 minute.";
        if (LongestPause < TimeSpan.Zero || LongestPause > TimeSpan.FromMinutes(1))
            yield return $"LongestPause is {LongestPause}; set it between 0 and 1 minute.";
        if (BreakAfter is < 2 or > 1000) yield return $"BreakAfter is {BreakAfter}; set it between 2 and 1000.";
        if (BreakWindow < TimeSpan.FromSeconds(1) || BreakWindow > TimeSpan.FromDays(1))
            yield return $"BreakWindow is {BreakWindow}; set it between 1 s and 1 day.";
        if (BreakTime < TimeSpan.FromMilliseconds(500) || BreakTime > TimeSpan.FromDays(1))
            yield return $"BreakTime is {BreakTime}; set it between 500 ms and 1 day.";
        if (BudgetRequests < 0) yield return $"BudgetRequests is {BudgetRequests}; set it to 0 or more, or leave it out for no limit.";
        if (BudgetTokens < 0) yield return $"BudgetTokens is {BudgetTokens}; set it to 0 or more, or leave it out for no limit.";
        if (BudgetPeriod < TimeSpan.FromMinutes(1)) yield return $"BudgetPeriod is {BudgetPeriod}; set it to at least 1 minute.";
    }
}
