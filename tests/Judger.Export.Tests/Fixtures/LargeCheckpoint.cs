using System.Runtime.InteropServices;
using System.Text.Json;
using Judger.Inference;

namespace Judger.Testing;

/// <summary>Writes random checkpoints of any size without holding more than a block of them: one file, or shards of at most some bytes.</summary>
internal static class LargeCheckpoint
{
    private const int BlockValues = 1 << 20;

    public static void Write(string folder, TestGeometry geometry, long shardBytes = long.MaxValue, ulong seed = 1)
    {
        CheckpointConfig.Write(folder, geometry, JsonSerializer.Serialize(new { name = Path.GetFileName(folder), profile = "vicrop", attention_layer = geometry.AttentionLayer }));
        var shards = Split(new CheckpointLayout(geometry).Tensors, geometry.Type, shardBytes);
        var random = new Xorshift(seed);
        for (var i = 0; i < shards.Count; i++)
            WriteFile(Path.Combine(folder, shards.Count == 1 ? "model.safetensors" : ShardFiles.NameOf(i, shards.Count)), shards[i], geometry.Type, random);
        if (shards.Count > 1) ShardFiles.WriteIndex(folder, shards.SelectMany((shard, i) => shard.Select(tensor => (tensor.Name, ShardFiles.NameOf(i, shards.Count)))));
    }

    private static List<List<LayoutTensor>> Split(IReadOnlyList<LayoutTensor> tensors, WeightType type, long shardBytes)
    {
        List<List<LayoutTensor>> shards = [[]];
        var bytes = 0L;
        foreach (var tensor in tensors)
        {
            var size = tensor.Elements * SafetensorsWriter.BytesOf(type);
            if (bytes > 0 && bytes + size > shardBytes)
            {
                shards.Add([]);
                bytes = 0;
            }

            shards[^1].Add(tensor);
            bytes += size;
        }

        return shards;
    }

    private static void WriteFile(string path, List<LayoutTensor> tensors, WeightType type, Xorshift random)
    {
        using var file = File.Create(path);
        SafetensorsWriter.WriteHeader(file, tensors.Select(tensor => (tensor.Name, tensor.Shape)), type);
        var values = new float[BlockValues];
        foreach (var tensor in tensors)
        {
            for (var done = 0L; done < tensor.Elements; done += BlockValues)
            {
                var block = values.AsSpan(0, (int)Math.Min(BlockValues, tensor.Elements - done));
                random.Fill(block, (float)tensor.Middle, (float)tensor.Reach);
                if (type == WeightType.Float32) file.Write(MemoryMarshal.AsBytes(block));
                else file.Write(MemoryMarshal.AsBytes(Array.ConvertAll(block.ToArray(), value => SafetensorsWriter.Bits(value, type)).AsSpan()));
            }
        }
    }

    /// <summary>Marsaglia's xorshift64; a billion values in seconds.</summary>
    private sealed class Xorshift(ulong state)
    {
        public void Fill(Span<float> values, float middle, float reach)
        {
            for (var i = 0; i < values.Length; i++)
            {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                values[i] = middle + (((int)(state >> 32) * (1f / int.MaxValue)) * reach);
            }
        }
    }
}
