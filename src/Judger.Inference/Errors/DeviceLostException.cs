namespace Judger.Inference.Errors;

/// <summary>The device does not compute any more for this process: its engine has stopped.</summary>
public sealed class DeviceLostException : InferenceException
{
    /// <summary>Creates the error.</summary>
    public DeviceLostException(string device, string reason)
        : base($"Device {device} is lost to this process ({reason}): restart the silo, and check the GPU with nvidia-smi if it happens again.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "device_lost";
}
