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

    /// <summary>
    /// Whether a position's products are the same bits however many positions are computed together, as long as there are several. Kernels of 4-bit weights,
    /// and those of GPUs, sum a row in an order that depends on how many there are.
    /// </summary>
    internal static bool RoundsRowsAlike(this ModelPrecision precision) => precision is ModelPrecision.Float32 or ModelPrecision.Int8;
}
