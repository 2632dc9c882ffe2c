namespace Judger.Export.Synthetic;

/// <summary>Some successive values of a tensor, and their place in its file.</summary>
/// <param name="Shard">The file.</param>
/// <param name="TensorIndex">Index of the tensor in the checkpoint.</param>
/// <param name="BlockIndex">Index of the block in the tensor.</param>
/// <param name="Tensor">The tensor.</param>
/// <param name="Offset">The file's byte at which the block begins.</param>
/// <param name="Values">Number of values.</param>
internal readonly record struct ShardBlock(ShardPlan Shard, int TensorIndex, int BlockIndex, LayoutTensor Tensor, long Offset, int Values);
