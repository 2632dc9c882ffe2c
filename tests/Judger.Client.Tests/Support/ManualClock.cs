namespace Judger.Client.Tests.Support;

/// <summary>A clock that stands still until a test advances it; timers then fire in their order.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _now;
    private TimeSpan _firedAt;

    /// <summary>Time since the beginning.</summary>
    public TimeSpan Now
    {
        get { lock (_lock) return _now; }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var end = Now + by;
        WithoutContext(() => AdvanceTo(end));
    }

    /// <summary>Starts work so that what waits for this clock continues inside <see cref="Advance"/>, not at some later time on another thread.</summary>
    public static Task<T> Start<T>(Func<Task<T>> work)
    {
        Task<T>? task = null;
        WithoutContext(() => task = work());
        return task!;
    }

    private static void WithoutContext(Action action)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void AdvanceTo(TimeSpan end)
    {
        while (true)
        {
            ManualTimer? due;
            lock (_lock)
            {
                due = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                if (due is not null) _timers.Remove(due);
                _now = due is not null && due.Due > _now ? due.Due : due is null ? end : _now;
                if (due is not null) _firedAt = _now;
            }

            if (due is null) return;
            due.Fire();
        }
    }

    /// <summary>Advances in small steps until the task is over.</summary>
    /// <returns>
    /// How much time passed on this clock until the last timer fired, which ended the task: the clock goes on while what it woke waits for a thread.
    /// </returns>
    public async Task<TimeSpan> RunAsync(Task task, TimeSpan step)
    {
        var began = Now;
        while (!task.IsCompleted)
        {
            Advance(step);
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        lock (_lock) return _firedAt - began;
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public void Fire() => callback(state);

        // The clients' timers fire once.
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = clock._now + dueTime;
                clock._timers.Add(this);
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
