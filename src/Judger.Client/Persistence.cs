namespace Judger.Client;

/// <summary>Makes a call again while silos come and go, with pauses that grow, until its time is over.</summary>
internal sealed class Persistence(TimeProvider time, TimeSpan limit)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly long _started = time.GetTimestamp();
    private TimeSpan _pause = FirstPause;

    public TimeSpan Left => limit - time.GetElapsedTime(_started);

    /// <summary>Runs a call until it succeeds, fails for good, or its time is over.</summary>
    /// <exception cref="ClusterUnavailableException">Its time is over, and no silo has answered.</exception>
    public static async Task<T> TryAsync<T>(TimeProvider time, TimeSpan limit, Func<Func<TimeSpan>, Task<T>> call, CancellationToken cancellationToken)
    {
        var persistence = new Persistence(time, limit);
        while (true)
        {
            try
            {
                return await call(() => persistence.Left);
            }
            catch (Exception exception) when (persistence.IsWorthwhile(exception, cancellationToken))
            {
            }
            catch (Exception exception) when (IsUnreachable(exception))
            {
                throw new ClusterUnavailableException($"No silo answered in time ({exception.Message.ReplaceLineEndings(" ")}); ask again under the same id when the cluster is back.", exception);
            }

            await persistence.PauseAsync(cancellationToken);
        }
    }

    /// <summary>True for an error that the same call may not meet again, while there is time left. A refusal is the caller's to act on.</summary>
    public bool IsWorthwhile(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && Left > TimeSpan.Zero
        && (IsUnreachable(exception) || exception is JudgerException { IsTransient: true } and not (OverloadedException or SlotUnavailableException));

    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_pause, time, cancellationToken);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    // Orleans tells in many ways that a silo went away, or that a grain could not be activated because its storage did not answer.
    private static bool IsUnreachable(Exception exception) =>
        exception is OrleansException or TimeoutException or EnumerationAbortedException or System.Net.Sockets.SocketException;
}
