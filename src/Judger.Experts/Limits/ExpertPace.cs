using System.Threading.RateLimiting;

namespace Judger.Experts;

/// <summary>Lets requests through one by one: so many at a time, so many a minute, so many tokens a minute, and none while the expert wants to be left alone. Any thread.</summary>
internal sealed class ExpertPace : IAsyncDisposable
{
    // Tokens of a request of which nothing is known yet: a picture of four tiles, a question, an answer.
    private const int UnknownTokens = 1500;

    // What a limiter saves up while nothing is asked: ten seconds of a minute.
    private const int BurstShare = 6;

    private readonly ConcurrencyLimiter _concurrency;
    private readonly TokenBucketRateLimiter? _requests;
    private readonly TokenBucketRateLimiter? _tokens;
    private readonly int _tokenBurst;
    private readonly TimeProvider _time;
    private double _usualTokens = UnknownTokens;
    private long _heldUntil;

    public ExpertPace(ExpertLimits limits, TimeProvider time)
    {
        _time = time;
        _concurrency = new(new() { PermitLimit = limits.Concurrency, QueueLimit = int.MaxValue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
        if (limits.RequestsPerMinute is { } requests) _requests = Bucket(requests, Math.Max(1, requests / BurstShare));
        if (limits.TokensPerMinute is not { } tokens) return;
        _tokenBurst = Math.Max(1, tokens / BurstShare);
        _tokens = Bucket(tokens, _tokenBurst);
    }

    /// <summary>Waits for its turn. Disposing what comes back ends the request.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        var turn = await _concurrency.AcquireAsync(1, cancellationToken);
        try
        {
            for (var pause = Held(); pause > TimeSpan.Zero; pause = Held()) await Task.Delay(pause, _time, cancellationToken);
            if (_requests is not null) (await _requests.AcquireAsync(1, cancellationToken)).Dispose();
            if (_tokens is not null) (await _tokens.AcquireAsync(Math.Clamp((int)Volatile.Read(ref _usualTokens), 1, _tokenBurst), cancellationToken)).Dispose();
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Takes what a request used beyond the expected from the next ones, and learns from it.</summary>
    public void Settle(long tokens)
    {
        var usual = Volatile.Read(ref _usualTokens);
        if (_tokens is not null && tokens > usual) _tokens.AttemptAcquire((int)Math.Min(tokens - usual, _tokenBurst)).Dispose();
        Volatile.Write(ref _usualTokens, usual + ((tokens - usual) / 8));
    }

    /// <summary>Lets nothing through for a while: one request was told to wait, and so would be the others.</summary>
    public void Hold(TimeSpan pause)
    {
        var until = _time.GetUtcNow().UtcTicks + pause.Ticks;
        for (var known = Volatile.Read(ref _heldUntil); until > known; known = Volatile.Read(ref _heldUntil))
            if (Interlocked.CompareExchange(ref _heldUntil, until, known) == known) return;
    }

    public async ValueTask DisposeAsync()
    {
        await _concurrency.DisposeAsync();
        if (_requests is not null) await _requests.DisposeAsync();
        if (_tokens is not null) await _tokens.DisposeAsync();
    }

    private TimeSpan Held() => TimeSpan.FromTicks(Volatile.Read(ref _heldUntil) - _time.GetUtcNow().UtcTicks);

    // Refilled at least ten times a second, in whole tokens.
    private static TokenBucketRateLimiter Bucket(int perMinute, int burst)
    {
        var refill = Math.Max(1, perMinute / 600);
        return new(new()
        {
            TokenLimit = Math.Max(burst, refill),
            TokensPerPeriod = refill,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1.0 * refill / perMinute),
            QueueLimit = int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            AutoReplenishment = true,
        });
    }
}
