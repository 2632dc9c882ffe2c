using Judger.Export.Checkpoints;
using Judger.Inference.Manifest;

namespace Judger.Export.Synthetic;

/// <summary>One safetensors file of a random checkpoint before it is written.</summary>
/// <param name="File">Its name.</param>
/// <param name="Type">The number format of its tensors.</param>
/// <param name="FirstTensor">Index of its first tensor in the checkpoint.</param>
/// <param name="Tensors">Its tensors, in order.</param>
internal sealed record ShardPlan(string File, WeightType Type, int FirstTensor, IReadOnlyList<LayoutTensor> Tensors)
{
    /// <summary>Values of a block; its buffers stay in a core's own cache.</summary>
    public const int BlockValues = 1 << 18;

    /// <summary>The header, which ends where the first tensor begins.</summary>
    public byte[] Header { get; } = SafetensorsHeader.Create(Tensors.Select(tensor => (tensor.Name, tensor.Shape, Type)));

    public long Bytes => Header.Length + Tensors.Sum(tensor => tensor.Elements * FloatFormats.BytesOf(Type));

    /// <summary>Spreads tensors over files of at most some bytes.</summary>
    public static IReadOnlyList<ShardPlan> Split(IReadOnlyList<LayoutTensor> tensors, WeightType type, long shardBytes)
    {
        List<List<LayoutTensor>> shards = [[]];
        var bytes = 0L;
        foreach (var tensor in tensors)
        {
            var size = tensor.Elements * FloatFormats.BytesOf(type);
            if (bytes > 0 && bytes + size > shardBytes)
            {
                shards.Add([]);
                bytes = 0;
            }

            shards[^1].Add(tensor);
            bytes += size;
        }

        var first = 0;
        return [.. shards.Select((shard, i) => new ShardPlan(
            shards.Count == 1 ? "model.safetensors" : ShardFiles.NameOf(i, shards.Count), type, (first += shard.Count) - shard.Count, shard))];
    }

    /// <summary>The blocks of all tensors, from front to back.</summary>
    public IEnumerable<ShardBlock> Blocks()
    {
        var place = (long)Header.Length;
        for (var i = 0; i < Tensors.Count; i++)
        {
            var tensor = Tensors[i];
            for (var (done, block) = (0L, 0); done < tensor.Elements; done += BlockValues, block++)
            {
                var values = (int)Math.Min(BlockValues, tensor.Elements - done);
                yield return new(this, FirstTensor + i, block, tensor, place, values);
                place += (long)values * FloatFormats.BytesOf(Type);
            }
        }
    }
}
