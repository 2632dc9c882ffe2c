using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;
using Judger.Benchmarks.Peers.GenAi;
using Judger.Benchmarks.Peers.Gguf;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Peers;

/// <summary>The same random weights as each engine takes them.</summary>
/// <param name="Shape">The text decoder.</param>
/// <param name="Eyes">The image encoder and the projector, of a model of their own: so the decoder is loaded alone.</param>
/// <param name="Precision">The number format, each engine's nearest: int8 is Q8_0 in llama.cpp, int4 is Q4_0.</param>
internal sealed record PeerModel(RandomModel Shape, RandomModel Eyes, ModelPrecision Precision)
{
    /// <summary>Its name in tables.</summary>
    public string Name => $"{Shape.Name}, {Precision.ToString().ToLowerInvariant()}";

    /// <summary>The engines that have it. A decoder in single precision is not split.</summary>
    public IEnumerable<PeerKind> Kinds => Enum.GetValues<PeerKind>().Where(kind => kind != PeerKind.JudgerSplit || Precision != ModelPrecision.Float32);

    /// <summary>The number format of the image encoder. In four bits it is no peer's.</summary>
    public ModelPrecision EyesPrecision => Precision == ModelPrecision.Float32 ? ModelPrecision.Float32 : ModelPrecision.Int8;

    /// <summary>Bytes of weights that a decode step reads at least, scales left out.</summary>
    public double StepBytes => Shape.StepWeights * Precision switch
    {
        ModelPrecision.Int8 => 1,
        ModelPrecision.Int4 => 0.5,
        _ => sizeof(float),
    };

    /// <summary>
    /// The cosine of two engines' logits that shows that they compute the same: blocks and scales differ, and llama.cpp keeps keys and values in half
    /// precision, but the graph is one.
    /// </summary>
    public double LeastCosine => Precision switch
    {
        ModelPrecision.Int8 => 0.995,
        ModelPrecision.Int4 => 0.9,
        _ => 0.9999,
    };

    /// <summary>The same of a picture's features.</summary>
    public double LeastFeatureCosine => EyesPrecision == ModelPrecision.Int8 ? 0.99 : 0.9999;

    /// <summary>Where an engine finds the text decoder; it is written when it is first asked for.</summary>
    public string For(PeerKind kind, Bench bench) => kind switch
    {
        PeerKind.Judger => bench.Model(Shape, Precision),
        PeerKind.JudgerSplit => bench.Model(Shape, Precision, isSplit: true),
        PeerKind.Llama => bench.Made($"{Shape.Name}-{Precision}.gguf", path => GgufModel.Write(bench.Checkpoint(Shape), TypeOf(Precision), path)),
        _ => bench.Made($"{Shape.Name}-{Precision}-genai", path => GenAiModel.Write(bench.Checkpoint(Shape), Precision, path)),
    };

    /// <summary>Where an engine finds the image encoder; it is written when it is first asked for.</summary>
    public string EyesFor(PeerKind kind, Bench bench) => kind.IsOurs()
        ? bench.Model(Eyes, EyesPrecision)
        : bench.Made($"{Eyes.Name}-{EyesPrecision}.gguf", path => GgufVisionModel.Write(bench.Checkpoint(Eyes), TypeOf(EyesPrecision), path));

    private static GgufType TypeOf(ModelPrecision precision) => precision switch
    {
        ModelPrecision.Int8 => GgufType.Q8,
        ModelPrecision.Int4 => GgufType.Q4,
        _ => GgufType.Float32,
    };
}
