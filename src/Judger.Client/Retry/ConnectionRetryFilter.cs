namespace Judger.Client.Retry;

/// <summary>Waits for a cluster that is not running yet. Only the token of the host's start ends it.</summary>
internal sealed class ConnectionRetryFilter(TimeProvider time) : IClientConnectionRetryFilter
{
    private readonly Backoff _backoff = new();

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        await Task.Delay(_backoff.Next(), time, cancellationToken);
        return true;
    }
}
