using Judger.Inference.Contract;
using Judger.Inference.Devices.Cuda;
using Judger.Inference.Devices.Inspection;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Devices;

/// <summary>
/// The devices that run graphs, by name. A new kind of device is added here and in <see cref="DeviceName"/>; the rest is its <see cref="IDevice"/>.
/// </summary>
internal static class DeviceCatalog
{
    private const string CudaProvider = "CUDAExecutionProvider";

    /// <summary>Takes a device for a model, before anything of the model is loaded.</summary>
    /// <exception cref="DeviceUnavailableException">The device is not there, or cannot run or hold the model.</exception>
    public static IDevice Open(ModelFolder folder, EngineOptions options)
    {
        var name = DeviceName.Parse(options.Device);
        if (name.Kind == DeviceKind.Simulated)
            throw new DeviceUnavailableException($"Device {options.Device} is simulated and runs no model folder: use {DeviceName.Cpu}, or cuda:N for a GPU.");
        if (name.Kind == DeviceKind.Cuda && !OrtEnv.Instance().GetAvailableProviders().Contains(CudaProvider))
        {
            throw new DeviceUnavailableException(
                $"Device {options.Device} needs ONNX Runtime for CUDA, this build has the CPU's: build with -p:JudgerAccelerator=cuda "
                + $"(package Microsoft.ML.OnnxRuntime.Gpu.Linux), or use {DeviceName.Cpu}.");
        }

        // Computing a precision elsewhere instead would be a silent fallback.
        if (WrongPrecision(name, folder.Manifest.Name, folder.Manifest.Precision) is { } wrong)
            throw new DeviceUnavailableException($"{wrong.Problem} {wrong.Remedy}");
        return name.Kind == DeviceKind.Cuda ? CudaDevice.Open(name.Index, folder, options) : new CpuDevice();
    }

    /// <summary>What prevents a device from running a precision; null when it can. The device need not be there.</summary>
    /// <param name="device">The device.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="precision">The model's precision.</param>
    public static DeviceProblem? WrongPrecision(DeviceName device, string model, ModelPrecision precision) => device.Kind switch
    {
        DeviceKind.Cpu => CpuDevice.WrongPrecision(device, model, precision),
        DeviceKind.Cuda => CudaDevice.WrongPrecision(device, model, precision),
        _ => null,
    };
}
