namespace Judger.Client.Retry;

/// <summary>The pauses between attempts: 50 ms at first, each twice as long as the one before, a second at most.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private TimeSpan _next = First;

    /// <summary>The next pause.</summary>
    public TimeSpan Next()
    {
        var pause = _next;
        _next = pause * 2 < Longest ? pause * 2 : Longest;
        return pause;
    }

    /// <summary>Starts again at the shortest pause.</summary>
    public void Reset() => _next = First;
}
