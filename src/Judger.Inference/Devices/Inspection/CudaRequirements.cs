using System.Globalization;

namespace Judger.Inference.Devices.Inspection;

/// <summary>What a GPU needs before it can run anything.</summary>
internal static class CudaRequirements
{
    private const string Provider = "CUDAExecutionProvider";
    private const string Driver = CudaDriver.Library;

    /// <summary>All that prevents a GPU from running models, from the build up to the GPU itself.</summary>
    public static IEnumerable<DeviceProblem> Problems(DeviceReport machine, string device, int index)
    {
        if (!machine.Runtime.Providers.Contains(Provider) || machine.Runtime.CudaProvider is null)
        {
            yield return new(
                DeviceProblemCodes.CpuBuild,
                $"Device {device} needs ONNX Runtime for CUDA; this build has the one for the CPU.",
                "Build with -p:JudgerAccelerator=cuda, or use cpu:0.");
        }

        foreach (var problem in DriverProblems(machine, device)) yield return problem;
        foreach (var library in machine.Libraries.Where(library => !library.IsFound && library.Name != Driver))
            yield return new(DeviceProblemCodes.LibraryMissing, $"{library.Name} is missing.", Remedy(library));
        if (machine.Driver is { CudaVersion: not null, Error: null })
        {
            if (machine.Gpus.FirstOrDefault(gpu => gpu.Device == device) is { } gpu) foreach (var problem in GpuProblems(machine, gpu)) yield return problem;
            else yield return Missing(machine, device, index);
        }

        if (machine.Runtime.CudaError is { } error)
        {
            yield return new(
                DeviceProblemCodes.ProviderFailed,
                $"ONNX Runtime's CUDA provider does not load ({error}).",
                "Install the versions of CUDA and cuDNN that are listed above.");
        }
    }

    private static IEnumerable<DeviceProblem> DriverProblems(DeviceReport machine, string device)
    {
        var (driver, cuda) = (machine.Driver, machine.Runtime.CudaVersion);
        if (driver?.CudaVersion is not { } version)
        {
            yield return new(
                DeviceProblemCodes.DriverMissing,
                $"Device {device} needs NVIDIA's driver; its library {Driver} is missing.",
                $"Install the driver{Release(cuda)} on the host. In a container, also use the NVIDIA Container Toolkit (docker run --gpus ..).");
        }
        else if (driver.Error is { } error)
        {
            yield return new(
                DeviceProblemCodes.DriverFailed,
                $"NVIDIA's driver does not start ({error}).",
                "Run nvidia-smi on the host. Check that CUDA_VISIBLE_DEVICES names a GPU, and that the driver's library and kernel "
                + "module have the same version.");
        }
        else if (version.Major < cuda)
        {
            yield return new(
                DeviceProblemCodes.DriverOld,
                $"The driver runs CUDA up to {version}; this build needs CUDA {cuda}.",
                $"Install a newer driver{Release(cuda)}.");
        }
    }

    // CUDA 13 no longer has kernels for the architectures before Turing (CUDA 13.0 release notes).
    private static IEnumerable<DeviceProblem> GpuProblems(DeviceReport machine, GpuReport gpu)
    {
        var least = machine.Runtime.CudaVersion >= 13 ? new Version(7, 5) : new Version(5, 0);
        if (gpu.ComputeCapability < least)
        {
            yield return new(
                DeviceProblemCodes.GpuOld,
                $"{gpu.Device} ({gpu.Name}) has compute capability {gpu.ComputeCapability}; this build needs {least}.",
                "Use a newer GPU, or cpu:0.");
        }
    }

    private static DeviceProblem Missing(DeviceReport machine, string device, int index) => new(
        DeviceProblemCodes.GpuMissing,
        string.Create(CultureInfo.InvariantCulture, $"Device {device} is missing; the driver shows {machine.Gpus.Count} GPUs, and numbers start at 0."),
        index == 0
            ? "Check nvidia-smi. In a container, start it with a GPU (docker run --gpus ..)."
            : "Use a smaller number, or let CUDA_VISIBLE_DEVICES show more GPUs.");

    private static string Remedy(DeviceLibrary library) => library.Package switch
    {
        null => $"Install the operating system's package that has {library.Name}.",
        { Pip: null } package => $"Install {package.Debian} (Debian, Ubuntu).",
        var package => $"Install {package.Debian} from NVIDIA's repository (Debian, Ubuntu), or pip's {package.Pip} and put the folder of "
            + $"{library.Name} into LD_LIBRARY_PATH.",
    };

    // The first driver of each major version (CUDA Toolkit release notes, minor version compatibility).
    private static string Release(int? cuda) => cuda switch
    {
        12 => " (525 or newer)",
        13 => " (580 or newer)",
        _ => "",
    };
}
