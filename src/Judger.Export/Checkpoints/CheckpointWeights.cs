namespace Judger.Export.Checkpoints;

/// <summary>The tensors of a checkpoint: those of <c>model.safetensors</c>, or of the shards that <c>model.safetensors.index.json</c> names.</summary>
internal sealed class CheckpointWeights : IDisposable
{
    private const string Single = "model.safetensors";
    private readonly IReadOnlyList<SafetensorsFile> _files;

    private CheckpointWeights(string location, IReadOnlyList<SafetensorsFile> files, IReadOnlyDictionary<string, CheckpointTensor> tensors)
    {
        Location = location;
        _files = files;
        Tensors = tensors;
    }

    /// <summary>The file to name when a tensor is missing.</summary>
    public string Location { get; }

    public IReadOnlyDictionary<string, CheckpointTensor> Tensors { get; }

    public static CheckpointWeights Open(string folder)
    {
        var single = Path.Combine(folder, Single);
        if (!File.Exists(single) && ShardIndex.TryRead(single + ".index.json") is { } index) return OpenShards(folder, index);
        if (!File.Exists(single) && Directory.Exists(folder) && Directory.EnumerateFiles(folder, "pytorch_model*.bin").Any())
        {
            throw new CheckpointException(
                single, "is missing, the folder holds PyTorch's .bin files", "save the checkpoint with safetensors (safe_serialization=True)");
        }
        var file = SafetensorsFile.Open(single);
        return new(single, [file], file.Tensors);
    }

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private static CheckpointWeights OpenShards(string folder, ShardIndex index)
    {
        var files = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        var tensors = new Dictionary<string, CheckpointTensor>(StringComparer.Ordinal);
        try
        {
            foreach (var (name, shard) in index.Shards)
            {
                if (!files.TryGetValue(shard, out var file)) files.Add(shard, file = SafetensorsFile.Open(Path.Combine(folder, shard)));
                tensors.Add(name, file.Tensors.TryGetValue(name, out var tensor) ? tensor : throw new CheckpointException(
                    file.Location,
                    $"tensor {name} is missing, {Path.GetFileName(index.File)} places it there",
                    "download the shard and the index again",
                    name));
            }

            return new(index.File, [.. files.Values], tensors);
        }
        catch
        {
            foreach (var file in files.Values) file.Dispose();
            throw;
        }
    }
}
