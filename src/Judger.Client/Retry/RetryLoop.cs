using System.Runtime.ExceptionServices;

namespace Judger.Client.Retry;

/// <summary>The retry loop of one call, whatever carries it: attempts, pauses that grow, and a time limit over all of them.</summary>
internal sealed class RetryLoop : IDisposable
{
    private const double MaxJitter = 0.2;

    private readonly RetryPolicy _policy;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;
    private readonly Backoff _backoff = new();
    private TimeSpan _overloaded;
    private long? _outage;

    public RetryLoop(RetryPolicy policy, TimeProvider time, CancellationToken cancellationToken)
    {
        (_policy, _time, _started, _caller) = (policy, time, time.GetTimestamp(), cancellationToken);
        _timer = new(policy.TotalTimeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
    }

    /// <summary>What is left of the call's time.</summary>
    public TimeSpan Remaining => _policy.TotalTimeout - _time.GetElapsedTime(_started);

    /// <summary>For attempts: cancelled by the caller, or when the call's time is over.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>True when the call's time is over and its caller still waits.</summary>
    public bool IsTimedOut => _timer.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Makes attempts until one succeeds, or fails for good, or the time is over.</summary>
    /// <param name="attempt">One attempt.</param>
    /// <param name="failureOf">What an exception means; null where it is none of the call's own and goes to the caller as it is.</param>
    /// <exception cref="JudgerException">The last attempt's error.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, Func<Exception, CallFailure?> failureOf)
    {
        while (true)
        {
            CallFailure failure;
            try
            {
                return await attempt();
            }
            catch (Exception exception) when (!_caller.IsCancellationRequested && failureOf(exception) is { } known)
            {
                failure = known;
            }

            await DelayAsync(failure);
        }
    }

    /// <summary>Waits until the next attempt is due.</summary>
    /// <exception cref="JudgerException">There is no next attempt: the failure's error.</exception>
    public async Task DelayAsync(CallFailure failure)
    {
        if (PauseAfter(failure) is not { } pause || pause > Remaining)
        {
            ExceptionDispatchInfo.Throw(failure.Error);
            return;
        }

        await Task.Delay(pause, _time, _caller);
    }

    /// <summary>The other side was heard: a failure after this begins a new outage.</summary>
    public void Reset()
    {
        _outage = null;
        _backoff.Reset();
    }

    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }

    private TimeSpan? PauseAfter(CallFailure failure)
    {
        switch (failure.Error)
        {
            case RefusedException refused:
                // Jitter, so that callers who were refused together do not come back together.
                var wait = Longer(failure.RetryAfter ?? refused.RetryAfter, _backoff.Next()) * (1 + (MaxJitter * Random.Shared.NextDouble()));
                _overloaded += wait;
                return _overloaded <= _policy.OverloadTimeout ? wait : null;

            // The cluster itself has waited for a slot already.
            case SlotUnavailableException or { IsTransient: false }:
                return null;
            default:
                _outage ??= _time.GetTimestamp();
                if (_time.GetElapsedTime(_outage.Value) >= _policy.OutageTimeout) return null;
                return Longer(failure.RetryAfter ?? TimeSpan.Zero, _backoff.Next());
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
