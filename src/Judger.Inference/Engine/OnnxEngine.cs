using Judger.Inference.Contract;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;

namespace Judger.Inference.Engine;

/// <summary>Makes model folders resident by ONNX Runtime.</summary>
public static class OnnxEngine
{
    /// <summary>Verifies a model folder and makes it resident on a device.</summary>
    /// <param name="modelFolder">The folder that `judger export` wrote.</param>
    /// <param name="options">The device, and how the model is run there.</param>
    /// <param name="time">The clock of deadlines and measurements. Default: the system's.</param>
    /// <exception cref="ModelFolderException">The folder is missing, incomplete, altered or of another version.</exception>
    /// <exception cref="DeviceUnavailableException">The device is not there, or cannot run the model.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static InferenceEngine Load(string modelFolder, EngineOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var folder = ModelFolder.BeginOpen(modelFolder);
        try
        {
            var model = ModelParts.Load(folder, options);
            if (model.Device.IsSerial) WarmUp.Run(model);
            return new(model, options, time);
        }
        catch (CudaException e)
        {
            throw new DeviceUnavailableException(
                $"Device {options.Device} failed while {folder.Manifest.Name} was loaded ({e.Message}): free memory on it, or restart the process.", e);
        }
    }
}
