namespace Judger.Inference.Scheduling;

/// <summary>
/// How often a token behind a draft was too close to another to tell which of them would have been chosen without it. Each time the answer is computed from its
/// beginning, so a draft pays only where that is rare. Safe for several threads at once.
/// </summary>
internal sealed class DraftRecord
{
    // Tokens that are remembered.
    private const double Remembered = 256;

    // A shorter draft costs more than it saves; where drafts are too short, one in so many is tried nevertheless, because what is asked changes.
    private const int Shortest = 4;
    private const int Trial = 16;

    private readonly Lock _lock = new();
    private double _tokens;
    private double _unclear;
    private int _refused;

    /// <summary>How many tokens are as likely as not to be all clear; at least one.</summary>
    public int Reach
    {
        get
        {
            lock (_lock)
            {
                var share = _unclear <= 0 ? 0 : Math.Min(_unclear / _tokens, 0.5);
                return share == 0 ? int.MaxValue : (int)Math.Clamp(Math.Log(0.5) / Math.Log(1 - share), 1, int.MaxValue);
            }
        }
    }

    /// <summary>How much of a draft is worth verifying.</summary>
    /// <param name="length">Its tokens.</param>
    public int Worth(int length)
    {
        var reach = Reach;
        if (reach >= Math.Min(length, Shortest)) return Math.Min(length, reach);
        return Interlocked.Increment(ref _refused) % Trial == 0 ? Math.Min(length, Shortest) : 0;
    }

    /// <summary>Notes a token.</summary>
    public void Add(bool isClear)
    {
        lock (_lock)
        {
            var kept = Math.Min(1, Remembered / (_tokens + 1));
            (_tokens, _unclear) = ((_tokens + 1) * kept, (_unclear + (isClear ? 0 : 1)) * kept);
        }
    }
}
