using Judger.Imaging.Memory;
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
    private readonly SharedRuns<Key, Judgment> _running = new();

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
        var isFirst = false;
        var result = await _running.RunAsync(key, token =>
        {
            isFirst = true;
            return JudgeAsync(key, judge, token);
        }, cancellationToken);
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

    private readonly record struct Key(string Images, string Question, string Answer, string? Reference, string? Salt);
}
