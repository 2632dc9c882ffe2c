namespace Judger.Inference.Devices;

/// <summary>What a device is.</summary>
public enum DeviceKind
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU.</summary>
    Cuda,

    /// <summary>A device that takes time and does nothing else.</summary>
    Simulated,
}
