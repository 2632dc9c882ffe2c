namespace Judger.Client;

/// <summary>How long and how often one call is made again. All of the API is idempotent: questions by their ids, images by their digests.</summary>
internal sealed class HttpPatience(JudgerClientOptions options, TimeProvider time, TimeSpan limit)
{
    private const double MostJitter = 0.2;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly long _started = time.GetTimestamp();
    private TimeSpan _pause = FirstPause;
    private TimeSpan _refused;
    private long? _outage;

    /// <summary>What is left of the call's time.</summary>
    public TimeSpan Left => limit - time.GetElapsedTime(_started);

    /// <summary>Something was heard: an outage that follows is a new one.</summary>
    public void Heard() => (_outage, _pause) = (null, FirstPause);

    /// <summary>Waits until the call may be made again.</summary>
    /// <exception cref="JudgerException">It is not to be made again: the failure's error.</exception>
    public async Task PauseAsync(HttpFailure failure, CancellationToken cancellationToken)
    {
        if (Next(failure) is not { } pause || pause > Left) throw failure.Error;
        await Task.Delay(pause, time, cancellationToken);
    }

    private TimeSpan? Next(HttpFailure failure)
    {
        switch (failure.Error)
        {
            case OverloadedException overloaded:
                // All who were refused at once shall not come back at once.
                var wait = (failure.RetryAfter ?? overloaded.RetryAfter) * (1 + (MostJitter * Random.Shared.NextDouble()));
                _refused += wait;
                return _refused <= options.RefusalPatience ? wait : null;
            case SlotUnavailableException or { IsTransient: false }:
                return null;
            default:
                _outage ??= time.GetTimestamp();
                if (time.GetElapsedTime(_outage.Value) >= options.OutagePatience) return null;
                var pause = failure.RetryAfter is { } after && after > _pause ? after : _pause;
                _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
                return pause;
        }
    }
}
