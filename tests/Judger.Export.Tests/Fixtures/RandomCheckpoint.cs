using Judger.Export.Synthetic;

namespace Judger.Export.Tests.Fixtures;

/// <summary>A LLaVA checkpoint of any geometry with random weights, and the values that its files hold.</summary>
internal sealed class RandomCheckpoint
{
    public const string Wishes = """{"profile": "tiny", "attention_layer": 1, "name": "random"}""";

    private readonly CheckpointLayout _layout;

    public RandomCheckpoint(SyntheticGeometry geometry, int seed = 1)
    {
        Geometry = geometry;
        _layout = new(geometry);
        var random = new Random(seed);
        foreach (var tensor in _layout.Tensors)
        {
            var values = new float[tensor.Elements];
            for (var i = 0; i < values.Length; i++)
                values[i] = SafetensorsWriter.Round((float)(tensor.Middle + (((2 * random.NextDouble()) - 1) * tensor.Reach)), geometry.Type);
            Tensors.Add(tensor.Name, (tensor.Shape, values));
        }
    }

    public SyntheticGeometry Geometry { get; }

    public Dictionary<string, (long[] Shape, float[] Values)> Tensors { get; } = new(StringComparer.Ordinal);

    public string Vision => _layout.Vision;

    public string ProjectorFirst => _layout.ProjectorFirst;

    public string ProjectorSecond => _layout.ProjectorSecond;

    public string Language => _layout.Language;

    public string Head => _layout.Head;

    public float[] this[string name] => Tensors[name].Values;

    /// <summary>Writes the checkpoint's five files.</summary>
    public void Write(string folder, string judgerJson = Wishes)
    {
        CheckpointConfig.Write(folder, Geometry, judgerJson, SyntheticTokenizer.Write());
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), Tensors, Geometry.Type);
    }

    /// <summary>Writes the checkpoint as shards with an index, tensors by turns.</summary>
    public void WriteShards(string folder, int shards)
    {
        CheckpointConfig.Write(folder, Geometry, Wishes, SyntheticTokenizer.Write());
        var parts = Tensors.Select((tensor, i) => (tensor, Shard: i % shards)).GroupBy(pair => pair.Shard).ToArray();
        foreach (var part in parts)
        {
            SafetensorsWriter.Write(
                Path.Combine(folder, ShardFiles.NameOf(part.Key, shards)),
                part.ToDictionary(pair => pair.tensor.Key, pair => pair.tensor.Value),
                Geometry.Type);
        }
        ShardFiles.WriteIndex(folder, parts.SelectMany(part => part.Select(pair => (pair.tensor.Key, ShardFiles.NameOf(part.Key, shards)))));
    }
}
