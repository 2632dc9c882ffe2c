using Judger.Inference.Manifest;

namespace Judger.Inference.Devices.Inspection;

/// <summary>What a model takes of a device's memory. All sizes in bytes.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Precision">The number format of its weights.</param>
/// <param name="Weights">Its graphs with their weights. The table of token embeddings stays in the computer's memory.</param>
/// <param name="Lanes">Sequences that are computed at the same time.</param>
/// <param name="Context">Most positions of each.</param>
/// <param name="KeyValues">Keys and values of all lanes: 2 x layers x key and value heads x head size x bytes of a value x <paramref name="Context"/> x
/// <paramref name="Lanes"/>.</param>
/// <param name="PrefixCache">Prefixes kept beyond the lanes, at most.</param>
/// <param name="Steps">What a step takes for its intermediate results, an estimate; zero on the CPU, which takes it as it goes.</param>
public sealed record ModelNeeds(string Name, ModelPrecision Precision, long Weights, int Lanes, int Context, long KeyValues, long PrefixCache, long Steps)
{
    /// <summary>All of it.</summary>
    public long Total => Weights + KeyValues + PrefixCache + Steps;
}
