using static TorchSharp.torch;

namespace Judger.Training.Model;

/// <summary>Tensors of float32 values for computing with.</summary>
internal static class Floats
{
    /// <summary>
    /// A copy of the values in memory that torch allocates, in the shape given or as one vector. A tensor over a managed array starts wherever
    /// the array happens to lie, and the last bits of MKL's products depend on how their operands are aligned: a run would not repeat itself.
    /// </summary>
    /// <remarks>"Getting Reproducible Results", oneMKL Developer Guide: operands must start at multiples of 64 bytes, as torch's do.</remarks>
    public static Tensor Of(float[] values, params long[] shape)
    {
        using var managed = shape.Length == 0 ? tensor(values) : tensor(values, shape);
        return managed.clone();
    }
}
