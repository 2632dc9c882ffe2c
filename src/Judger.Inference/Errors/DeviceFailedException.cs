namespace Judger.Inference.Errors;

/// <summary>The device failed while it ran a request; the next request starts from a clean state.</summary>
public sealed class DeviceFailedException : InferenceException
{
    /// <summary>Creates the error.</summary>
    public DeviceFailedException(string device, string reason, Exception? cause = null)
        : base($"Device {device} failed while running the model ({reason}): try the request again, and check the model folder if it keeps failing.", cause)
    {
    }

    /// <inheritdoc/>
    public override string Code => "device_failed";
}
