using Microsoft.Extensions.Caching.Memory;

namespace Judger.Grains.Judgments;

/// <summary>
/// Verdicts that are known, and those that are being found: an answer that several questions give at once is judged once. A judgment that nobody waits for
/// any more is cancelled. Questions with different salts do not share them. For one grain: not thread-safe.
/// </summary>
internal sealed class VerdictCache : IDisposable
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = Capacity });
    private readonly Dictionary<Key, Running> _running = [];

    /// <summary>Judgments that were known, or under way already.</summary>
    public long Hits { get; private set; }

    /// <summary>The known judgment, or the one that is made. One that tells of a failure is not kept.</summary>
    public async Task<Judgment> GetAsync(JudgmentRequest request, Func<CancellationToken, Task<Judgment>> judge, CancellationToken cancellationToken)
    {
        var key = new Key(
            $"{request.Asked.Attended} {string.Join(' ', request.Asked.Images)}",
            request.Asked.Question,
            request.Answer,
            request.Asked.Options.ReferenceAnswer,
            request.Asked.CacheSalt);
        if (_known.TryGetValue(key, out Judgment? known)) return Hit(known!);
        var isFirst = !_running.TryGetValue(key, out var running);
        if (isFirst) _running[key] = running = new(token => JudgeAsync(key, judge, token), Remove(key));
        var result = await running!.WaitAsync(cancellationToken);
        if (isFirst) return result;

        // A judgment that failed was not known to anybody, and was paid for once.
        return result.Failure is null ? Hit(result) : result with { Spending = null };
    }

    public void Dispose() => _known.Dispose();

    private async Task<Judgment> JudgeAsync(Key key, Func<CancellationToken, Task<Judgment>> judge, CancellationToken cancellationToken)
    {
        var result = await judge(cancellationToken);
        if (result.Failure is null) _known.Set(key, result, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Lifetime });
        return result;
    }

    private Judgment Hit(Judgment result)
    {
        Hits++;
        return result with { IsCached = true, Spending = null };
    }

    // Another judgment may have taken its place.
    private Action<Running> Remove(Key key) => ended =>
    {
        if (_running.GetValueOrDefault(key) == ended) _running.Remove(key);
    };

    private readonly record struct Key(string Images, string Question, string Answer, string? Reference, string? Salt);

    private sealed class Running : IDisposable
    {
        private readonly CancellationTokenSource _abandoned = new();
        private readonly Action<Running> _ended;
        private readonly Task<Judgment> _task;
        private int _waiting;

        public Running(Func<CancellationToken, Task<Judgment>> judge, Action<Running> ended)
        {
            _ended = ended;
            _task = RunAsync(judge);
        }

        public async Task<Judgment> WaitAsync(CancellationToken cancellationToken)
        {
            _waiting++;
            try
            {
                return await _task.WaitAsync(cancellationToken);
            }
            finally
            {
                if (--_waiting == 0 && !_task.IsCompleted)
                {
                    _ended(this);
                    await _abandoned.CancelAsync();
                }
            }
        }

        public void Dispose() => _abandoned.Dispose();

        private async Task<Judgment> RunAsync(Func<CancellationToken, Task<Judgment>> judge)
        {
            // Not before it is registered.
            await Task.Yield();
            try
            {
                return await judge(_abandoned.Token);
            }
            finally
            {
                _ended(this);
                Dispose();
            }
        }
    }
}
