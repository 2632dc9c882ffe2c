namespace Judger.Imaging.Memory;

/// <summary>
/// Bytes that may be in use at the same time for one purpose. Who wants more than is free waits in a queue, first come, first served; a queue that is full
/// refuses. Safe to call from several threads.
/// </summary>
public sealed class MemoryBudget
{
    private const double MeanWeight = 0.2;

    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _queue = [];
    private readonly int _maxWaiting;
    private readonly TimeProvider _time;
    private long _used;
    private long _delays;
    private long _refusals;
    private TimeSpan _meanWait;

    /// <param name="name">What the memory is for, in a word, for messages and metrics.</param>
    /// <param name="capacity">The bytes, at least 1.</param>
    /// <param name="maxWaiting">The most reservations that wait; 0 refuses at once.</param>
    /// <param name="time">The clock; the system's when null.</param>
    public MemoryBudget(string name, long capacity, int maxWaiting, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(maxWaiting);
        (Name, Purpose, Capacity, _maxWaiting, _time) = (name, name, capacity, maxWaiting, time ?? TimeProvider.System);
    }

    /// <summary>What the memory is for, in a word.</summary>
    public string Name { get; }

    /// <summary>What the memory is for, as callers read it who are refused. <value>Default: <see cref="Name"/>.</value></summary>
    public string Purpose { get; init; }

    /// <summary>All bytes.</summary>
    public long Capacity { get; }

    /// <summary>Bytes that are reserved.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Reservations that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _queue.Count;
        }
    }

    /// <summary>Reservations that had to wait, since the budget was made.</summary>
    public long Delays => Interlocked.Read(ref _delays);

    /// <summary>Reservations that were refused, since the budget was made.</summary>
    public long Refusals => Interlocked.Read(ref _refusals);

    /// <summary>
    /// Called when somebody has to wait: gives back what is reserved but can be done without, such as a cache's entries, while anybody waits.
    /// </summary>
    public Action? MakeRoom { get; set; }

    /// <summary>Called when a reservation has waited or was refused.</summary>
    public Action<MemoryShortage>? Noticed { get; set; }

    /// <summary>Reserves bytes, and waits for them where they are not free.</summary>
    /// <param name="bytes">How many: at most <see cref="Capacity"/>, because more will never be free.</param>
    /// <param name="patience">The longest wait; for as long as it takes when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The bytes, until it is disposed.</returns>
    /// <exception cref="MemoryExhaustedException">The queue is full, or the wait was too long.</exception>
    public async ValueTask<MemoryReservation> ReserveAsync(long bytes, TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Capacity);
        cancellationToken.ThrowIfCancellationRequested();
        if (TryReserve(bytes) is { } free) return free;
        if (TryEnqueue(bytes) is not { } waiter)
        {
            MakeRoom?.Invoke();
            return TryReserve(bytes) ?? throw Refuse(bytes, TimeSpan.Zero);
        }

        // After it waits, so that what becomes free meanwhile is not missed.
        MakeRoom?.Invoke();
        if (waiter.Granted.Task.IsCompleted) return (await waiter.Granted.Task)!;

        Interlocked.Increment(ref _delays);
        var began = _time.GetTimestamp();
        using var limit = new CancellationTokenSource(patience ?? Timeout.InfiniteTimeSpan, _time);
        using var over = cancellationToken.UnsafeRegister(_ => Leave(waiter), null);
        using var late = limit.Token.UnsafeRegister(_ => Leave(waiter), null);
        if (await waiter.Granted.Task is { } granted)
        {
            var waited = _time.GetElapsedTime(began);
            lock (_lock) _meanWait += MeanWeight * (waited - _meanWait);
            Noticed?.Invoke(new(this, bytes, waited, IsRefused: false));
            return granted;
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw Refuse(bytes, _time.GetElapsedTime(began));
    }

    /// <summary>Reserves bytes if they are free and nobody waits for others; null where not.</summary>
    public MemoryReservation? TryReserve(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        lock (_lock)
        {
            if (_queue.Count > 0 || _used + bytes > Capacity) return null;
            _used += bytes;
            return new(this, bytes);
        }
    }

    internal void Release(long bytes)
    {
        if (bytes == 0) return;
        lock (_lock)
        {
            _used -= bytes;
            Grant();
        }
    }

    private Waiter? TryEnqueue(long bytes)
    {
        lock (_lock)
        {
            if (_queue.Count >= _maxWaiting) return null;
            var waiter = new Waiter(bytes);
            _queue.AddLast(waiter.Place);
            Grant();
            return waiter;
        }
    }

    // Null says that the wait is over. Who was granted the bytes at the same moment has them.
    private void Leave(Waiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Place.List is null) return;
            _queue.Remove(waiter.Place);
            waiter.Granted.SetResult(null);
            Grant();
        }
    }

    // Under the lock. Nobody overtakes: a large reservation would never have its turn.
    private void Grant()
    {
        while (_queue.First is { } first && _used + first.Value.Bytes <= Capacity)
        {
            _queue.RemoveFirst();
            _used += first.Value.Bytes;
            first.Value.Granted.SetResult(new(this, first.Value.Bytes));
        }
    }

    private MemoryExhaustedException Refuse(long bytes, TimeSpan waited)
    {
        Interlocked.Increment(ref _refusals);
        TimeSpan wait;
        lock (_lock) wait = _meanWait < ShortestRetry ? ShortestRetry : _meanWait > LongestRetry ? LongestRetry : _meanWait;
        Noticed?.Invoke(new(this, bytes, waited, IsRefused: true));
        return new($"The server's memory for {Purpose} is in use by other requests. Ask again in {Math.Ceiling(wait.TotalSeconds):F0} s.")
        {
            RetryAfter = wait,
        };
    }

    private sealed class Waiter
    {
        public Waiter(long bytes)
        {
            Bytes = bytes;
            Place = new(this);
        }

        public long Bytes { get; }

        public LinkedListNode<Waiter> Place { get; }

        // Who releases bytes must not run what waits for them.
        public TaskCompletionSource<MemoryReservation?> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
