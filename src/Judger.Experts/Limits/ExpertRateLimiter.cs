namespace Judger.Experts.Limits;

/// <summary>
/// Limits requests to an expert: how many run at once, how many start each minute, how many tokens they use each minute. It also keeps the pauses that the
/// expert asks for. Requests wait in one queue and start in the order in which they came. Thread-safe.
/// </summary>
/// <remarks>
/// The limiters of System.Threading.RateLimiting run on the real clock and refuse to go into debt. A request's tokens are known only afterwards, so without
/// debt the limit does not hold; without <see cref="TimeProvider"/> it cannot be tested.
/// </remarks>
internal sealed class ExpertRateLimiter : IDisposable
{
    // A first guess of what a request uses: an image of four tiles, a question and an answer.
    private const int InitialTokenEstimate = 1500;

    // How much the latest request weighs in the estimate of the next one.
    private const double EstimateWeight = 1.0 / 8;

    // Timers cannot be set for months; a longer wait is looked at again after this time.
    private static readonly TimeSpan MaxTimerDelay = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _queue = [];
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly ITimer _timer;
    private readonly int _concurrency;
    private readonly TimeSpan _longestPause;
    private readonly TokenBucket? _requests;
    private readonly TokenBucket? _tokens;
    private int _inFlight;
    private TimeSpan _heldUntil;
    private double _tokenEstimate = InitialTokenEstimate;
    private bool _isDisposed;

    public ExpertRateLimiter(ExpertLimitOptions options, TimeProvider time)
    {
        _time = time;
        _startedAt = time.GetTimestamp();
        (_concurrency, _longestPause) = (options.Concurrency, options.LongestPause);
        if (options.RequestsPerMinute is { } requests) _requests = new(requests);
        if (options.TokensPerMinute is { } tokens) _tokens = new(tokens);
        _timer = time.CreateTimer(static limiter => ((ExpertRateLimiter)limiter!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => _time.GetElapsedTime(_startedAt);

    /// <summary>Waits until a request may be sent. A cancelled wait takes nothing from the limits.</summary>
    /// <exception cref="ExpertException">
    /// The limiter was disposed (<see cref="ExpertFailureKind.Unreachable"/>), or the expert has asked for a pause that is not waited for
    /// (<see cref="ExpertFailureKind.RateLimited"/>).
    /// </exception>
    public Task<ExpertLease> AcquireAsync(CancellationToken cancellationToken)
    {
        var waiter = new Waiter();
        lock (_lock)
        {
            if (_isDisposed) return Task.FromException<ExpertLease>(ShuttingDown());
            if (_heldUntil - Now is var pause && pause > _longestPause) return Task.FromException<ExpertLease>(Paused(pause));
            waiter.Place = _queue.AddLast(waiter);
            // A token that is cancelled already calls back at once, on this thread.
            waiter.Cancellation = cancellationToken.UnsafeRegister((_, token) => Cancel(waiter, token), null);
            StartNext();
        }

        return waiter.Task;
    }

    /// <summary>Starts no request for this long. A shorter pause does not end a longer one.</summary>
    public void Hold(TimeSpan pause)
    {
        // The timer may fire before the pause ends. It then finds the pause and is set again.
        lock (_lock)
        {
            var until = Now + pause;
            if (until > _heldUntil) _heldUntil = until;
            if (pause <= _longestPause) return;

            // Those in the queue would wait as long.
            FailAll(() => Paused(pause));
        }
    }

    /// <summary>Corrects a reservation by what the request really used, and learns from it.</summary>
    internal void Settle(long reservedTokens, long usedTokens)
    {
        lock (_lock)
        {
            _tokens?.Take(usedTokens - reservedTokens, Now);
            _tokenEstimate += (usedTokens - _tokenEstimate) * EstimateWeight;
        }
    }

    /// <summary>Ends a request.</summary>
    internal void Release()
    {
        lock (_lock)
        {
            _inFlight--;
            StartNext();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            _timer.Dispose();
            FailAll(ShuttingDown);
        }
    }

    // Under the lock.
    private void FailAll(Func<ExpertException> why)
    {
        foreach (var waiter in _queue)
        {
            waiter.Cancellation.Unregister();
            waiter.TrySetException(why());
        }

        _queue.Clear();
    }

    private static ExpertException Paused(TimeSpan pause) => new(
        ExpertFailureKind.RateLimited, $"The expert asked for a pause; it is not asked for another {Math.Ceiling(pause.TotalSeconds):0} s.", pause);

    private static ExpertException ShuttingDown() => new(ExpertFailureKind.Unreachable, "The process that asks the expert is shutting down. Ask again.");

    private void OnTimer()
    {
        lock (_lock)
        {
            if (!_isDisposed) StartNext();
        }
    }

    private void Cancel(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!waiter.TrySetCanceled(cancellationToken)) return;
            _queue.Remove(waiter.Place!);
        }
    }

    // Under the lock. Requests and tokens are taken together, at the moment when the first in the queue may start: nothing is reserved for one that waits.
    private void StartNext()
    {
        while (_queue.First is { Value: var next } && _inFlight < _concurrency)
        {
            var now = Now;
            var tokens = Math.Max(1, (long)Math.Ceiling(_tokenEstimate));
            var wait = Max(_heldUntil - now, Max(_requests?.WaitFor(1, now) ?? default, _tokens?.WaitFor(tokens, now) ?? default));
            if (wait > TimeSpan.Zero)
            {
                _timer.Change(TimerDelay(wait), Timeout.InfiniteTimeSpan);
                return;
            }

            _queue.RemoveFirst();
            // Does not wait for a callback that is running: that one waits for the lock, and then finds a request that has started.
            next.Cancellation.Unregister();
            _inFlight++;
            _requests?.Take(1, now);
            _tokens?.Take(tokens, now);
            next.SetResult(new(this, tokens));
        }
    }

    // Timers count whole milliseconds and cut the rest off.
    private static TimeSpan TimerDelay(TimeSpan wait) => wait < MaxTimerDelay ? TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)) : MaxTimerDelay;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    /// <summary>One request in the queue.</summary>
    private sealed class Waiter() : TaskCompletionSource<ExpertLease>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public LinkedListNode<Waiter>? Place { get; set; }

        public CancellationTokenRegistration Cancellation { get; set; }
    }
}
