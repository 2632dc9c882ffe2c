namespace Judger.Inference;

/// <summary>The device has as many waiting requests as it may have.</summary>
public sealed class QueueFullException : InferenceException
{
    /// <summary>Creates the error.</summary>
    public QueueFullException(string device, int capacity)
        : base($"Device {device} has {capacity} requests waiting: try again later, or raise QueueCapacity.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "queue-full";
}
