using System.Numerics.Tensors;
using Judger.Inference.Manifest;

namespace Judger.Inference.Scheduling;

/// <summary>
/// How far logits can be apart when a position is computed together with others and when it is computed alone. The products of weights are the same to the last
/// bit; those of attention are not, because ONNX Runtime adds a single row up in another order. Where activations are rounded to few bits, one that lies on an
/// edge falls to the other side, and what follows differs in the first digit; mostly none does, and then nothing differs.
/// </summary>
internal static class RoundingMargin
{
    // A logit was seen to differ, in standard deviations of all of them, by 6.8e-5 in float32 and by 0.91 in int8, 0.70 in int4 (24 layers of random weights,
    // hidden size 1024, 30 prompts with 20 tokens behind them; a sixth of that in 4 layers). A lead shrinks by twice that at most. float16 and bfloat16 were
    // not measured; they round to more bits than int8.
    private const float OfFloat32 = 1e-3f;
    private const float OfFewBits = 2;

    /// <summary>The lead, in logits, from which on a token is the most probable one in either case.</summary>
    /// <param name="precision">What the model computes in.</param>
    /// <param name="logits">Logits <c>[vocabulary]</c> as the model gave them.</param>
    public static float Of(ModelPrecision precision, ReadOnlySpan<float> logits) =>
        (precision == ModelPrecision.Float32 ? OfFloat32 : OfFewBits) * TensorPrimitives.StdDev(logits);
}
