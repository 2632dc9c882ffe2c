using System.Text.Json;
using System.Text.Json.Serialization;
using Judger.Export.Checkpoints;
using Judger.Inference.Manifest;
using Judger.Training.Model;

namespace Judger.Training.Checkpoints;

/// <summary>
/// Writes a trained model in the layout, the names and the number types of the checkpoint that it came from: every file and every tensor of it, the trained
/// ones replaced, adapters merged. The folder appears whole or not at all.
/// </summary>
internal static class TrainedCheckpoint
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static void Write(string folder, LlavaSource source, ParameterStore parameters)
    {
        var staging = folder + ".partial";
        if (Directory.Exists(staging)) Directory.Delete(staging, recursive: true);
        Directory.CreateDirectory(staging);
        try
        {
            foreach (var file in Directory.EnumerateFiles(source.Folder).Where(file => !HoldsWeights(file)))
                File.Copy(file, Path.Combine(staging, Path.GetFileName(file)));
            var own = new
            {
                name = source.Manifest.Name,
                scope = source.Manifest.Scope,
                profile = source.Manifest.Profile,
                attention_layer = source.Manifest.AttentionLayer,
                crop_window = source.Manifest.CropWindow,
            };
            File.WriteAllText(Path.Combine(staging, "judger.json"), JsonSerializer.Serialize(own, Json) + "\n");
            WriteWeights(Path.Combine(staging, "model.safetensors"), source, parameters);
        }
        catch
        {
            Directory.Delete(staging, recursive: true);
            throw;
        }

        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.Move(staging, folder);
    }

    private static bool HoldsWeights(string file) =>
        file.EndsWith(".safetensors", StringComparison.Ordinal)
        || file.EndsWith(".safetensors.index.json", StringComparison.Ordinal)
        || file.EndsWith(".bin", StringComparison.Ordinal);

    private static void WriteWeights(string path, LlavaSource source, ParameterStore parameters)
    {
        using var weights = CheckpointWeights.Open(source.Folder);
        var trained = Trained(source, parameters);
        SafetensorsFile.Write(path, [.. weights.Tensors.Values.Select(PartOf)], new Dictionary<string, string> { ["format"] = "pt" });

        SafetensorsPart PartOf(CheckpointTensor tensor) => new(tensor.Name, tensor.Type, tensor.Shape, output =>
        {
            if (!trained.TryGetValue(tensor.Name, out var place)) Copy(tensor, output);
            else SafetensorsPart.Of(tensor.Name, tensor.Shape, Storable(tensor, Values(parameters, place)), tensor.Type).Write(output);
        });
    }

    /// <summary>Which unit, and which part of it, replaces which tensor of the source.</summary>
    private static Dictionary<string, (int Unit, int Part)> Trained(LlavaSource source, ParameterStore parameters)
    {
        var units = parameters.Layout.Units;
        var hasAdapters = units.Any(unit => unit.Group == ParameterGroup.Adapter);
        return Enumerable.Range(0, units.Count)
            .Where(i => units[i].Group is not (ParameterGroup.Adapter or ParameterGroup.DenseHead)
                && (parameters.IsTrained(i) || (hasAdapters && ParameterLayout.IsAdapted(units[i].Name))))
            .SelectMany(i => units[i].Tensors.Select((name, part) => (Name: source.NameOf(name), Place: (i, part))))
            .ToDictionary(pair => pair.Name, pair => pair.Place, StringComparer.Ordinal);
    }

    private static float[] Values(ParameterStore parameters, (int Unit, int Part) place)
    {
        var size = (int)parameters.Layout.Units[place.Unit].TensorSize;
        return parameters.Read(place.Unit).AsSpan(place.Part * size, size).ToArray();
    }

    private static float[] Storable(CheckpointTensor tensor, float[] values) =>
        tensor.Type == WeightType.Float16 && FloatFormats.BeyondFloat16(values) is { } value
            ? throw new TrainingException($"{tensor.Name} has become {value}, beyond float16, the checkpoint's type; train with a lower --learning-rate.")
            : values;

    private static void Copy(CheckpointTensor tensor, Stream output)
    {
        var buffer = new byte[1 << 20];
        for (long done = 0; done < tensor.Bytes; done += buffer.Length)
        {
            var block = buffer.AsSpan(0, (int)Math.Min(buffer.Length, tensor.Bytes - done));
            tensor.Read(done, block);
            output.Write(block);
        }
    }
}
