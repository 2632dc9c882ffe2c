namespace Judger.Export.Synthetic;

/// <summary>Which random checkpoint to write, and where to.</summary>
public sealed record SyntheticCheckpointOptions
{
    /// <summary>The checkpoint folder to make; it must not exist yet.</summary>
    public required string Output { get; init; }

    /// <summary>The model's shape and number format: LLaVA-1.5's of any sizes, or one of <see cref="CheckpointShapes"/>.</summary>
    public required CheckpointShape Geometry { get; init; }

    /// <summary>The seed of the weights: the same seed gives the same bytes on every machine. <value>Default: 1.</value></summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Bytes of tensors in one file at most; a larger tensor has a file of its own. A file system lets one thread at a time write to a file, so several files
    /// are written faster than one. <value>At least 1, default 2,000,000,000.</value>
    /// </summary>
    public long ShardBytes { get; init; } = 2_000_000_000;

    /// <summary>Threads that make and write weights. The files do not depend on it. <value>At least 1, default the number of processors.</value></summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
