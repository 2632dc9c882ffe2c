using Judger.Inference.Manifest;

namespace Judger.Export.Pipeline;

/// <summary>What an export would write.</summary>
/// <param name="Family">The checkpoint's family.</param>
/// <param name="Manifest">The manifest, without its files.</param>
/// <param name="Bytes">Bytes of the folder, small files beside its weights left out.</param>
/// <param name="Tensors">Tensors of the checkpoint.</param>
/// <param name="CheckpointBytes">Bytes of its tensors.</param>
/// <param name="LargestTensor">Bytes of the largest one. Tensors are read in blocks, so an export never holds one as a whole unless it is small.</param>
public sealed record ExportPlan(string Family, ModelManifest Manifest, long Bytes, int Tensors, long CheckpointBytes, long LargestTensor);
