using Judger.Export.Checkpoints;
using Judger.Export.Pipeline;

namespace Judger.Training.Checkpoints;

/// <summary>A whole safetensors file in memory, as float32.</summary>
/// <param name="Tensors">The values by name, in the file's order.</param>
/// <param name="Metadata">What the file says of itself.</param>
internal sealed record SavedTensors(Dictionary<string, float[]> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="TrainingException">The file is missing, damaged, or holds tensors that are not of a float format.</exception>
    public static SavedTensors Read(string path)
    {
        if (!File.Exists(path)) throw new TrainingException($"{path} does not exist; check the path.");
        try
        {
            using var file = SafetensorsFile.Open(path);
            return new(file.Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.ToFloats(), StringComparer.Ordinal), file.Metadata);
        }
        catch (ExportException exception)
        {
            throw new TrainingException(
                $"{path} is not a whole safetensors file of F32, F16 or BF16 tensors; delete it, or copy it again. ({exception.Message})", exception);
        }
    }
}
