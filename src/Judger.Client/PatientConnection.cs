namespace Judger.Client;

/// <summary>Waits for a cluster that is not there yet; the host's start is cancelled by who no longer wants to wait.</summary>
internal sealed class PatientConnection : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, cancellationToken);
        return true;
    }
}
