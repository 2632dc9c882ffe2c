using System.Globalization;
using Judger.Inference.Simulation;

namespace Judger.Testing.Routing;

/// <summary>What a device costs and keeps: <see cref="SimulatedModel"/>'s latencies, LLaVA-1.5-7B's counts, in seconds and positions.</summary>
internal sealed record DeviceModel
{
    private static readonly SimulatedModel Costs = new();

    public double Encode { get; init; } = Costs.Encode.TotalSeconds;

    public double PrefillToken { get; init; } = Costs.PrefillToken.TotalSeconds;

    public double DecodeStep { get; init; } = Costs.DecodeStep.TotalSeconds;

    public double DecodeSequence { get; init; } = Costs.DecodeSequence.TotalSeconds;

    /// <summary>Decode steps of an answer: the first token comes with the prefill, the last step says that it ends.</summary>
    public int DecodeSteps { get; init; } = Costs.AnswerTokens;

    /// <summary>Positions of [BOS, image].</summary>
    public int ImagePositions { get; init; } = 577;

    /// <summary>Positions of a crop behind it.</summary>
    public int CropPositions { get; init; } = 576;

    /// <summary>Positions of the question and what else stands behind the images.</summary>
    public int SuffixPositions { get; init; } = 30;

    /// <summary>As the engine's options.</summary>
    public int PrefillChunk { get; init; } = 256;

    /// <summary>As the engine's options.</summary>
    public int Lanes { get; init; } = 8;

    /// <summary>Images or crops whose keys and values a device keeps; one is 0.3 GB with LLaVA-1.5-7B in half precision.</summary>
    public int PrefixCache { get; init; } = 64;

    /// <summary>Encoded images or crops that a device keeps; one is 4.7 MB.</summary>
    public int VisionCache { get; init; } = 54;

    /// <summary>Rows of the general prompt that a device keeps.</summary>
    public int RowCache { get; init; } = 4096;

    /// <summary>Between two nodes, one way.</summary>
    public double Hop { get; init; } = 0.0005;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"encode {1000 * Encode} ms, prefill {1000 * PrefillToken} ms a position in chunks of {PrefillChunk}, decode {1000 * DecodeStep} + "
        + $"{1000 * DecodeSequence} ms a sequence, {DecodeSteps} steps an answer, "
        + $"a chunk and a decode step by turns, {Lanes} lanes; kept: keys and values of {PrefixCache} images or crops, {VisionCache} encoded ones; "
        + $"{1000 * Hop} ms between nodes");
}
