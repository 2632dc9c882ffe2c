using Judger.Experts.Telemetry;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Judger.Experts.Limits;

/// <summary>
/// An expert with limits: its requests are rate limited, retried where that may help, stopped for a while when it keeps failing (circuit breaker), and
/// stopped when its budget is spent. Thread-safe.
/// </summary>
public sealed partial class ResilientExpert : IExpert, IDisposable
{
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(1);

    private readonly IExpert _expert;
    private readonly ExpertLimitOptions _limits;
    private readonly ILogger _logger;
    private readonly ExpertRateLimiter _limiter;
    private readonly ResiliencePipeline _pipeline;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private long _periodOfLoggedBudget = -1;

    public ResilientExpert(IExpert expert, ExpertLimitOptions limits, ExpertBudget budget, TimeProvider time, ILogger<ResilientExpert> logger)
    {
        ArgumentNullException.ThrowIfNull(limits);
        (_expert, _limits, _logger) = (expert, limits, logger);
        Budget = budget;
        _limiter = new(limits, time);
        _pipeline = CreatePipeline(time);
        ExpertTelemetry.RecordCircuit(Name, isOpen: false);
    }

    public string Name => _expert.Name;

    /// <summary>What the expert used, and what it may use.</summary>
    public ExpertBudget Budget { get; }

    /// <summary>True while the expert is not asked because it failed too often.</summary>
    public bool IsCircuitOpen => _circuit.CircuitState is CircuitState.Open or CircuitState.Isolated;

    public async Task<ExpertReply> JudgeAsync(ExpertQuestion question, CancellationToken cancellationToken)
    {
        var (reply, requests) = await AskAsync(token => _expert.JudgeAsync(question, token), reply => reply.Usage, cancellationToken);
        if (reply.Judgment.Failure is { } failure) ExpertTelemetry.RecordFailure(Name, failure.Kind);
        return reply with { Usage = reply.Usage with { Requests = requests } };
    }

    public async Task<ExpertChoice> ChooseAsync(ExpertQuestion question, string earlier, CancellationToken cancellationToken)
    {
        var (choice, requests) = await AskAsync(token => _expert.ChooseAsync(question, earlier, token), choice => choice.Usage, cancellationToken);
        if (choice.Failure is { } failure) ExpertTelemetry.RecordFailure(Name, failure.Kind);
        return choice with { Usage = choice.Usage with { Requests = requests } };
    }

    public void Dispose()
    {
        // The next process that asks this expert starts with a closed circuit.
        ExpertTelemetry.RecordCircuit(Name, isOpen: false);
        _limiter.Dispose();
    }

    private async Task<(T Reply, int Requests)> AskAsync<T>(
        Func<CancellationToken, Task<T>> ask, Func<T, ExpertSpending> usageOf, CancellationToken cancellationToken)
    {
        var requests = 0;
        try
        {
            var reply = await _pipeline.ExecuteAsync(
                async token =>
                {
                    // Before the queue as well: nobody should wait to hear that the budget is spent.
                    Budget.ThrowIfSpent();
                    using var lease = await _limiter.AcquireAsync(token);
                    Budget.Claim();
                    requests++;
                    return await SendAsync(lease, ask, usageOf, token);
                },
                cancellationToken);
            return (reply, requests);
        }
        catch (BrokenCircuitException exception)
        {
            ExpertTelemetry.RecordFailure(Name, ExpertFailureKind.CircuitOpen);
            var message = $"The expert {Name} failed too often. It is not asked for {_limits.BreakTime.TotalSeconds:0.#} s. Check its server and the network.";
            throw new ExpertException(ExpertFailureKind.CircuitOpen, message, exception.RetryAfter, exception);
        }
        catch (ExpertException exception)
        {
            ExpertTelemetry.RecordFailure(Name, exception.Problem);
            if (exception.Problem == ExpertFailureKind.BudgetSpent) LogBudgetSpentOnce();
            throw;
        }
    }

    // What the request used is settled before its lease ends, so that the next request sees the debt.
    private async Task<T> SendAsync<T>(
        ExpertLease lease, Func<CancellationToken, Task<T>> ask, Func<T, ExpertSpending> usageOf, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await ask(cancellationToken);
            var usage = usageOf(reply);
            Budget.Spend(usage);
            lease.Settle(usage.Tokens);
            return reply;
        }
        catch (ExpertException exception) when (exception.IsTransient && RetryAfter(exception) is { } pause)
        {
            // The expert told one request to wait. It would tell the others the same.
            _limiter.Hold(pause);
            throw;
        }
    }

    private ResiliencePipeline CreatePipeline(TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (_limits.Attempts > 1) builder.AddRetry(RetryOptions());
        return builder.AddCircuitBreaker(CircuitOptions()).Build();
    }

    private RetryStrategyOptions RetryOptions() => new()
    {
        ShouldHandle = new PredicateBuilder().Handle<ExpertException>(
            exception => exception.IsTransient && !(RetryAfter(exception) > _limits.LongestPause)),
        MaxRetryAttempts = _limits.Attempts - 1,
        Delay = _limits.FirstPause,
        MaxDelay = MaxRetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        DelayGenerator = attempt => ValueTask.FromResult(RetryAfter(attempt.Outcome.Exception)),
        OnRetry = attempt =>
        {
            LogRetry(Name, attempt.AttemptNumber + 1, _limits.Attempts, attempt.RetryDelay.TotalSeconds, attempt.Outcome.Exception?.Message);
            return ValueTask.CompletedTask;
        },
    };

    private CircuitBreakerStrategyOptions CircuitOptions() => new()
    {
        ShouldHandle = new PredicateBuilder().Handle<ExpertException>(
            exception => exception.Problem is ExpertFailureKind.Unreachable or ExpertFailureKind.TimedOut or ExpertFailureKind.Refused),
        FailureRatio = 0.5,
        MinimumThroughput = _limits.BreakAfter,
        SamplingDuration = _limits.BreakWindow,
        BreakDuration = _limits.BreakTime,
        StateProvider = _circuit,
        OnOpened = opened =>
        {
            ExpertTelemetry.RecordCircuit(Name, isOpen: true);
            LogCircuitOpened(Name, opened.BreakDuration.TotalSeconds, opened.Outcome.Exception?.Message);
            return ValueTask.CompletedTask;
        },
        OnClosed = _ =>
        {
            ExpertTelemetry.RecordCircuit(Name, isOpen: false);
            LogCircuitClosed(Name);
            return ValueTask.CompletedTask;
        },
    };

    // Every question meets a spent budget; the log says it once in a period.
    private void LogBudgetSpentOnce()
    {
        var period = Budget.Statistics.PeriodStart;
        if (Interlocked.Exchange(ref _periodOfLoggedBudget, period.UtcTicks) != period.UtcTicks) LogBudgetSpent(Name, period + _limits.BudgetPeriod);
    }

    // An expert that asks for an hour is asked again after a minute; until then questions go unjudged at once, and keep their budget.
    private static TimeSpan? RetryAfter(Exception? exception) =>
        (exception as ExpertException)?.RetryAfter is { } pause ? pause < MaxRetryAfter ? pause : MaxRetryAfter : null;
}
