namespace Judger.Inference.Errors;

/// <summary>As much work waits for the device as may wait.</summary>
public sealed class QueueFullException : InferenceException
{
    private static readonly TimeSpan Unknown = TimeSpan.FromSeconds(1);

    /// <summary>Creates the error.</summary>
    /// <param name="device">The device.</param>
    /// <param name="waiting">Positions that wait.</param>
    /// <param name="retryAfter">How long the waiting work will take; zero when it is not known.</param>
    public QueueFullException(string device, long waiting, TimeSpan retryAfter)
        : base(
            $"Device {device} has work for {waiting} tokens waiting: try again in "
            + $"{Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)):F0} s, or raise QueueTokens.") =>
        RetryAfter = retryAfter > TimeSpan.Zero ? retryAfter : Unknown;

    /// <summary>How long the waiting work will take, by what such work has taken until now; a second when nothing is known.</summary>
    public TimeSpan RetryAfter { get; }

    /// <inheritdoc/>
    public override string Code => "queue_full";
}
