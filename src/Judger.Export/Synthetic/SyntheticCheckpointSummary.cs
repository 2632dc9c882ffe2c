namespace Judger.Export.Synthetic;

/// <summary>A random checkpoint that was written.</summary>
/// <param name="Parameters">Values of all tensors.</param>
/// <param name="Bytes">Bytes of the safetensors files.</param>
/// <param name="Shards">Number of safetensors files.</param>
public sealed record SyntheticCheckpointSummary(long Parameters, long Bytes, int Shards);
