using System.Globalization;

namespace Judger.Inference.Errors;

/// <summary>The device began a step and does not end it: its engine has stopped.</summary>
public sealed class DeviceHangsException : InferenceException
{
    /// <summary>Creates the error.</summary>
    /// <param name="device">The engine's device.</param>
    /// <param name="timeout">How long a step may take there.</param>
    public DeviceHangsException(string device, TimeSpan timeout)
        : base(string.Create(
            CultureInfo.InvariantCulture,
            $"Device {device} has not finished a step for {timeout.TotalSeconds:0.#} s: restart the silo, and check the device if it happens again (a GPU with "
            + $"nvidia-smi). Where a step may take longer than that, raise StepTimeout."))
    {
    }

    /// <inheritdoc/>
    public override string Code => "device_hangs";
}
