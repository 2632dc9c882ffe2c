using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Judger.Experts;

/// <summary>An expert within its limits: paced, tried again where that may help, left alone when it keeps failing, stopped when its budget is spent. Any thread.</summary>
public sealed class GuardedExpert : IExpert, IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(1);

    private readonly IExpert _expert;
    private readonly ExpertPace _pace;
    private readonly ResiliencePipeline _pipeline;
    private readonly CircuitBreakerStateProvider _circuit = new();

    public GuardedExpert(IExpert expert, ExpertLimits limits, ExpertBudget budget, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _expert = expert;
        Budget = budget;
        _pace = new(limits, time);
        _pipeline = Pipeline(limits, time);
        ExpertTelemetry.TellCircuit(Name, isOpen: false);
    }

    public string Name => _expert.Name;

    /// <summary>What the expert used.</summary>
    public ExpertBudget Budget { get; }

    /// <summary>True while the expert is left alone.</summary>
    public bool IsCircuitOpen => _circuit.CircuitState is CircuitState.Open or CircuitState.Isolated;

    public async Task<ExpertReply> JudgeAsync(ExpertQuestion question, CancellationToken cancellationToken)
    {
        var (reply, requests) = await RunAsync(token => _expert.JudgeAsync(question, token), reply => reply.Usage, cancellationToken);
        return reply with { Usage = reply.Usage with { Requests = requests } };
    }

    public async Task<ExpertChoice> ChooseAsync(ExpertQuestion question, string earlier, CancellationToken cancellationToken)
    {
        var (choice, requests) = await RunAsync(token => _expert.ChooseAsync(question, earlier, token), choice => choice.Usage, cancellationToken);
        return choice with { Usage = choice.Usage with { Requests = requests } };
    }

    public ValueTask DisposeAsync()
    {
        // Whoever asks it next, here or elsewhere, begins anew.
        ExpertTelemetry.TellCircuit(Name, isOpen: false);
        return _pace.DisposeAsync();
    }

    private async Task<(T Reply, int Requests)> RunAsync<T>(Func<CancellationToken, Task<T>> ask, Func<T, ExpertUsage> usage, CancellationToken cancellationToken)
    {
        var requests = 0;
        try
        {
            var reply = await _pipeline.ExecuteAsync(
                async token =>
                {
                    using var turn = await _pace.EnterAsync(token);
                    Budget.Claim();
                    requests++;
                    return await ask(token);
                },
                cancellationToken);
            Budget.Spend(usage(reply));
            _pace.Settle(usage(reply).Tokens);
            return (reply, requests);
        }
        catch (BrokenCircuitException exception)
        {
            ExpertTelemetry.CountFailure(Name, ExpertProblem.CircuitOpen);
            throw new ExpertException(ExpertProblem.CircuitOpen, $"The expert {Name} failed too often and is left alone for a while.", exception.RetryAfter, exception);
        }
        catch (ExpertException exception)
        {
            ExpertTelemetry.CountFailure(Name, exception.Problem);
            throw;
        }
    }

    private ValueTask TellCircuit(bool isOpen)
    {
        ExpertTelemetry.TellCircuit(Name, isOpen);
        return ValueTask.CompletedTask;
    }

    private ResiliencePipeline Pipeline(ExpertLimits limits, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (limits.Attempts > 1) builder.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<ExpertException>(exception => exception.IsTransient),
            MaxRetryAttempts = limits.Attempts - 1,
            Delay = limits.FirstPause,
            MaxDelay = LongestPause,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            DelayGenerator = attempt => ValueTask.FromResult(Asked(attempt.Outcome.Exception)),
            OnRetry = attempt =>
            {
                if (Asked(attempt.Outcome.Exception) is { } pause) _pace.Hold(pause);
                return ValueTask.CompletedTask;
            },
        });
        return builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<ExpertException>(exception => exception.Problem is ExpertProblem.Unreachable or ExpertProblem.TimedOut or ExpertProblem.Refused),
            FailureRatio = 0.5,
            MinimumThroughput = limits.BreakAfter,
            SamplingDuration = limits.BreakWindow,
            BreakDuration = limits.BreakTime,
            StateProvider = _circuit,
            OnOpened = _ => TellCircuit(isOpen: true),
            OnClosed = _ => TellCircuit(isOpen: false),
        }).Build();
    }

    // An expert that asks for an hour is asked again after a minute: the question has ended by then anyway.
    private static TimeSpan? Asked(Exception? exception) =>
        (exception as ExpertException)?.RetryAfter is { } pause ? pause < LongestRetryAfter ? pause : LongestRetryAfter : null;
}
