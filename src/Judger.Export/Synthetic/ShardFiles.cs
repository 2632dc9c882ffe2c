using System.Text.Json;

namespace Judger.Export.Synthetic;

/// <summary>The names and the index of a checkpoint's shards, as Hugging Face's libraries write them.</summary>
internal static class ShardFiles
{
    public static string NameOf(int shard, int shards) => $"model-{shard + 1:D5}-of-{shards:D5}.safetensors";

    public static void WriteIndex(string folder, IEnumerable<(string Tensor, string File)> places) => File.WriteAllText(
        Path.Combine(folder, "model.safetensors.index.json"),
        JsonSerializer.Serialize(new { metadata = new { }, weight_map = places.ToDictionary(place => place.Tensor, place => place.File) }));
}
