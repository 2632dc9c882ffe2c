using Judger.Export.Output;
using Judger.Export.Pipeline;

namespace Judger.Export.Synthetic;

/// <summary>
/// Writes a checkpoint with random weights, of any family and size. The answers of such a model mean nothing. Its costs are those of a trained model of its
/// shape, so a machine can be measured before the real weights are there.
/// </summary>
public static class SyntheticCheckpoint
{
    /// <summary>Writes the checkpoint. The folder appears whole or not at all.</summary>
    /// <param name="options">Which checkpoint, and where to.</param>
    /// <param name="progress">Is called after every block of some hundred kilobytes, on any thread, but never twice at a time.</param>
    /// <param name="cancellationToken">Ends the work between two blocks; nothing of it is left behind.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="ExportOutputException">The output exists already, cannot be written, or does not fit on the disk.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static SyntheticCheckpointSummary Write(
        SyntheticCheckpointOptions options, IProgress<ExportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ShardBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        var output = StagingFolder.Unused(options.Output);
        var layout = options.Geometry.Layout();
        var shards = ShardPlan.Split(layout, options.Geometry.Type, options.ShardBytes);
        var bytes = shards.Sum(shard => shard.Bytes);
        try
        {
            using var staging = new StagingFolder(output);
            staging.RequireSpace(bytes);
            options.Geometry.WriteFiles(staging.Location, Path.GetFileName(output));
            if (shards.Count > 1)
                ShardFiles.WriteIndex(staging.Location, shards.SelectMany(shard => shard.Tensors.Select(tensor => (tensor.Name, shard.File))));
            ShardWriter.Write(staging.Location, shards, options, new(bytes, progress, cancellationToken), cancellationToken);
            staging.Publish();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StagingFolder.NotWritable(output, e);
        }

        return new(layout.Sum(tensor => tensor.Elements), bytes, shards.Count);
    }
}
