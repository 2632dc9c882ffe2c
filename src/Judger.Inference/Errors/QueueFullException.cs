namespace Judger.Inference;

/// <summary>As much work waits for the device as may wait.</summary>
public sealed class QueueFullException : InferenceException
{
    /// <summary>Creates the error.</summary>
    /// <param name="device">The device.</param>
    /// <param name="waiting">Positions that wait.</param>
    /// <param name="retryAfter">How long the waiting work will take.</param>
    public QueueFullException(string device, long waiting, TimeSpan retryAfter)
        : base($"Device {device} has work for {waiting} tokens waiting: try again in {Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)):F0} s, or raise QueueTokens.") =>
        RetryAfter = retryAfter;

    /// <summary>How long the waiting work will take, by the device's present speed.</summary>
    public TimeSpan RetryAfter { get; }

    /// <inheritdoc/>
    public override string Code => "queue-full";
}
