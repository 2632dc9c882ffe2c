using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Judger.Export.Checkpoints;
using Judger.Export.Output;
using Microsoft.Win32.SafeHandles;

namespace Judger.Export.Synthetic;

/// <summary>Writes the files of a random checkpoint block by block, on several threads.</summary>
internal static class ShardWriter
{
    public static void Write(
        string folder, IReadOnlyList<ShardPlan> shards, SyntheticCheckpointOptions options, ExportMeter meter, CancellationToken cancellationToken)
    {
        var files = new Dictionary<ShardPlan, SafeFileHandle>(ReferenceEqualityComparer.Instance);
        try
        {
            foreach (var shard in shards)
            {
                var file = File.OpenHandle(Path.Combine(folder, shard.File), FileMode.CreateNew, FileAccess.Write);
                files.Add(shard, file);
                RandomAccess.Write(file, shard.Header, 0);
                meter.Add(shard.File, shard.Header.Length);
            }

            WriteBlocks(shards, files, options, meter, cancellationToken);
        }
        finally
        {
            foreach (var file in files.Values) file.Dispose();
        }
    }

    private static void WriteBlocks(
        IReadOnlyList<ShardPlan> shards,
        Dictionary<ShardPlan, SafeFileHandle> files,
        SyntheticCheckpointOptions options,
        ExportMeter meter,
        CancellationToken cancellationToken)
    {
        // A block of each file by turns: threads that write to one file wait for each other.
        var blocks = shards.SelectMany(shard => shard.Blocks().Select((block, turn) => (block, turn))).OrderBy(pair => pair.turn).Select(pair => pair.block);
        try
        {
            Parallel.ForEach(
                Partitioner.Create(blocks, EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken },
                () => new WeightBuffer(),
                (block, _, buffer) =>
                {
                    var bytes = buffer.Fill(block, options.Seed);
                    RandomAccess.Write(files[block.Shard], bytes, block.Offset);
                    meter.Add(block.Shard.File, bytes.Length);
                    return buffer;
                },
                _ => { });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    /// <summary>A thread's memory for one block.</summary>
    private sealed class WeightBuffer
    {
        private readonly float[] _values = new float[ShardPlan.BlockValues];
        private readonly ushort[] _halves = new ushort[ShardPlan.BlockValues];

        public ReadOnlySpan<byte> Fill(ShardBlock block, ulong seed)
        {
            var whole = (block.Values + RandomValues.Lanes - 1) / RandomValues.Lanes * RandomValues.Lanes;
            RandomValues.Fill(_values.AsSpan(0, whole), seed, block.TensorIndex, block.BlockIndex, (float)block.Tensor.Middle, (float)block.Tensor.Reach);
            var values = _values.AsSpan(0, block.Values);
            return FloatFormats.Narrow(values, block.Shard.Type, _halves);
        }
    }
}
