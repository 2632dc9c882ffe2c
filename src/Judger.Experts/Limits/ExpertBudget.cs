namespace Judger.Experts.Limits;

/// <summary>Counts what an expert used, and stops its requests when the budget is spent. Thread-safe.</summary>
/// <param name="limits">The budget.</param>
/// <param name="time">The clock that ends periods.</param>
/// <param name="known">What the expert used before, as it was stored; null for a new expert.</param>
public sealed class ExpertBudget(ExpertLimitOptions limits, TimeProvider time, ExpertStatistics? known = null)
{
    private readonly Lock _lock = new();
    private ExpertStatistics _statistics = known ?? new(time.GetUtcNow(), default, default);

    /// <summary>The counts so far.</summary>
    public ExpertStatistics Statistics
    {
        get
        {
            lock (_lock) return _statistics;
        }
    }

    /// <summary>Counts a request that is about to be sent.</summary>
    /// <exception cref="ExpertException">The budget is spent (<see cref="ExpertFailureKind.BudgetSpent"/>).</exception>
    public void Claim()
    {
        lock (_lock)
        {
            Check();
            Count(new(1, 0, 0));
        }
    }

    /// <summary>Checks the budget and counts nothing.</summary>
    /// <exception cref="ExpertException">The budget is spent (<see cref="ExpertFailureKind.BudgetSpent"/>).</exception>
    public void ThrowIfSpent()
    {
        lock (_lock) Check();
    }

    /// <summary>Counts the tokens of a request. The request itself is counted by <see cref="Claim"/>.</summary>
    public void Spend(ExpertSpending usage)
    {
        lock (_lock) Count(usage with { Requests = 0 });
    }

    private void Check()
    {
        var now = time.GetUtcNow();
        if (now - _statistics.PeriodStart >= limits.BudgetPeriod) _statistics = _statistics with { PeriodStart = now, Period = default };
        var isSpent = _statistics.Period.Requests >= limits.BudgetRequests || _statistics.Period.Tokens >= limits.BudgetTokens;
        if (!isSpent) return;
        var end = _statistics.PeriodStart + limits.BudgetPeriod;
        var message = $"The expert's budget is spent until {end:u}. Raise BudgetRequests or BudgetTokens to ask it before then.";
        throw new ExpertException(ExpertFailureKind.BudgetSpent, message);
    }

    private void Count(ExpertSpending usage) => _statistics = _statistics with { Period = _statistics.Period + usage, Total = _statistics.Total + usage };
}
