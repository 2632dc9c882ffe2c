namespace Judger.Experts;

/// <summary>Counts what an expert used, and stops asking it when its budget is spent. Any thread.</summary>
/// <param name="limits">The budget.</param>
/// <param name="time">When the period ends.</param>
/// <param name="known">What is known from before.</param>
public sealed class ExpertBudget(ExpertLimits limits, TimeProvider time, ExpertLedger? known = null)
{
    private readonly Lock _lock = new();
    private ExpertLedger _ledger = known ?? new(time.GetUtcNow(), default, default);

    /// <summary>The counts so far.</summary>
    public ExpertLedger Ledger
    {
        get
        {
            lock (_lock) return _ledger;
        }
    }

    /// <summary>Counts a request that is about to be sent.</summary>
    /// <exception cref="ExpertException">The budget is spent (<see cref="ExpertProblem.BudgetSpent"/>).</exception>
    public void Claim()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now - _ledger.PeriodStart >= limits.BudgetPeriod) _ledger = _ledger with { PeriodStart = now, Period = default };
            if (_ledger.Period.Requests >= limits.BudgetRequests || _ledger.Period.Tokens >= limits.BudgetTokens)
                throw new ExpertException(ExpertProblem.BudgetSpent, $"The expert's budget is spent until {_ledger.PeriodStart + limits.BudgetPeriod:u}; raise BudgetRequests or BudgetTokens.");
            Count(new(1, 0, 0));
        }
    }

    /// <summary>Counts what a request used, beside itself.</summary>
    public void Spend(ExpertUsage usage)
    {
        lock (_lock) Count(usage with { Requests = 0 });
    }

    private void Count(ExpertUsage usage) => _ledger = _ledger with { Period = _ledger.Period + usage, Total = _ledger.Total + usage };
}
