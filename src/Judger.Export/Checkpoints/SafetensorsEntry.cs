using Judger.Inference.Manifest;

namespace Judger.Export.Checkpoints;

/// <summary>A tensor as a safetensors header describes it; its bytes are <c>[Begin, End)</c> of those behind the header.</summary>
internal sealed record SafetensorsEntry(string Name, WeightType Type, long[] Shape, long Begin, long End);
