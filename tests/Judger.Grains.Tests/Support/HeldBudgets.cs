namespace Judger.Grains.Tests.Support;

/// <summary>The system's clock, except that budgets of <see cref="Held"/> end when a test says so.</summary>
internal sealed class HeldBudgets : TimeProvider
{
    /// <summary>A budget that no one else gives a question.</summary>
    public static readonly TimeSpan Held = TimeSpan.FromSeconds(97.531);

    private readonly Lock _lock = new();
    private readonly List<HeldTimer> _timers = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Held) return base.CreateTimer(callback, state, dueTime, period);
        var timer = new HeldTimer(() => callback(state));
        lock (_lock) _timers.Add(timer);
        return timer;
    }

    /// <summary>Ends every held budget.</summary>
    public void End()
    {
        List<HeldTimer> due;
        lock (_lock) due = [.. _timers];
        foreach (var timer in due) timer.Fire();
    }

    private sealed class HeldTimer(Action callback) : ITimer
    {
        private Action? _callback = callback;

        public void Fire() => Interlocked.Exchange(ref _callback, null)?.Invoke();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => _callback = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
