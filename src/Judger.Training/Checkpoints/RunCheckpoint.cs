using System.Globalization;
using Judger.Export.Checkpoints;
using Judger.Inference.Manifest;
using Judger.Training.Model;
using Judger.Training.Optimization;

namespace Judger.Training.Checkpoints;

/// <summary>All that a run needs to go on where it stopped: parameters, optimiser state, phase and step. Batches follow from the seed and the step.</summary>
internal static class RunCheckpoint
{
    private const string FileName = "run.safetensors";

    public static void Save(string folder, LlavaModel model, AdamW optimizer, string identity, string phase, int step)
    {
        Directory.CreateDirectory(folder);
        var (first, second) = optimizer.Read();
        var metadata = new Dictionary<string, string>
        {
            ["identity"] = identity,
            ["phase"] = phase,
            ["step"] = step.ToString(CultureInfo.InvariantCulture),
            ["updates"] = optimizer.Updates.ToString(CultureInfo.InvariantCulture),
        };
        SafetensorsPart[] parts = [Vector("parameters", model.Parameters.Read()), Vector("first", first), Vector("second", second)];
        SafetensorsFile.Write(Path.Combine(folder, FileName), parts, metadata);
    }

    /// <summary>Restores the run in this folder and says where it stopped, or returns null when there is none.</summary>
    public static (string Phase, int Step)? TryRestore(string folder, LlavaModel model, AdamW optimizer, string identity)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        var (tensors, metadata) = SavedTensors.Read(path);
        if (tensors["parameters"].Length != model.Parameters.TrainedSize)
        {
            throw new TrainingException(
                $"{path} holds a model of {tensors["parameters"].Length} parameters, this run's has {model.Parameters.TrainedSize}; start in an empty folder.");
        }
        if (metadata["identity"] != identity)
        {
            throw new TrainingException(
                $"{path} is a run with {metadata["identity"]}; this one has {identity}. Start it with the same options, or in an empty folder.");
        }
        model.Parameters.Write(tensors["parameters"]);
        optimizer.Restore(tensors["first"], tensors["second"], int.Parse(metadata["updates"], CultureInfo.InvariantCulture));
        return (metadata["phase"], int.Parse(metadata["step"], CultureInfo.InvariantCulture));
    }

    private static SafetensorsPart Vector(string name, float[] values) => SafetensorsPart.Of(name, [values.Length], values, WeightType.Float32);
}
