namespace Judger.Inference.Devices.Inspection;

/// <summary>The codes of <see cref="DeviceProblem"/>. They stay as they are.</summary>
public static class DeviceProblemCodes
{
    /// <summary>The name is not one of a device.</summary>
    public const string UnknownDevice = "device-unknown";

    /// <summary>ONNX Runtime was built for the CPU alone.</summary>
    public const string CpuBuild = "build-cpu";

    /// <summary>NVIDIA's driver is missing.</summary>
    public const string DriverMissing = "driver-missing";

    /// <summary>NVIDIA's driver is there and does not start.</summary>
    public const string DriverFailed = "driver-failed";

    /// <summary>NVIDIA's driver is older than the CUDA libraries.</summary>
    public const string DriverOld = "driver-old";

    /// <summary>A library of CUDA, cuDNN or the operating system is missing.</summary>
    public const string LibraryMissing = "library-missing";

    /// <summary>There is no GPU of this number.</summary>
    public const string GpuMissing = "gpu-missing";

    /// <summary>The GPU's architecture is older than the CUDA libraries support.</summary>
    public const string GpuOld = "gpu-old";

    /// <summary>ONNX Runtime's CUDA provider does not load.</summary>
    public const string ProviderFailed = "provider-failed";

    /// <summary>The model folder is missing, incomplete or altered.</summary>
    public const string ModelFolder = "model-folder";

    /// <summary>The device does not run models of this precision.</summary>
    public const string Precision = "model-precision";

    /// <summary>The model does not fit in the device's memory.</summary>
    public const string Memory = "memory-short";
}
