namespace Judger.Inference.Errors;

/// <summary>The device that was asked for is not there.</summary>
public sealed class DeviceUnavailableException : InferenceException
{
    /// <summary>Creates the error.</summary>
    public DeviceUnavailableException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }

    /// <inheritdoc/>
    public override string Code => "device_unavailable";
}
