namespace Judger.Inference.Manifest;

/// <summary>What follows from a precision.</summary>
public static class ModelPrecisions
{
    /// <summary>The number format of the KV cache of graphs of this precision.</summary>
    public static KeyValueType KeyValueType(this ModelPrecision precision) => precision switch
    {
        ModelPrecision.Float16 => Judger.Inference.Manifest.KeyValueType.Float16,
        ModelPrecision.BFloat16 => Judger.Inference.Manifest.KeyValueType.BFloat16,
        _ => Judger.Inference.Manifest.KeyValueType.Float32,
    };
}
