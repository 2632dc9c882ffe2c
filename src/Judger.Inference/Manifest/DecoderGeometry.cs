using System.Text.Json.Serialization;

namespace Judger.Inference.Manifest;

/// <summary>The sizes of the decoder.</summary>
/// <param name="Hidden">Width of a hidden state.</param>
/// <param name="Layers">Decoder layers.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key and value heads; divides <paramref name="Heads"/>.</param>
/// <param name="HeadSize">Width of one head.</param>
/// <param name="Vocabulary">Logits of one position.</param>
/// <param name="Context">Most positions of a sequence.</param>
public sealed record DecoderGeometry(int Hidden, int Layers, int Heads, int KeyValueHeads, int HeadSize, int Vocabulary, int Context)
{
    /// <summary>
    /// Whether the place of a token is a time, a row and a column that the host says (<c>position_ids [b, s, 3]</c>): a text counts on in all three, and an
    /// image's tokens lie on a grid. <value>Default: false, it is how many positions the cache holds before it.</value>
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasGridPositions { get; init; }

    /// <summary>
    /// The first layers that add a feature of their own to each token of an image. The features stand behind its embedding, and zeros behind that of other
    /// tokens. <value>Default 0.</value>
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int FeatureLayers { get; init; }

    /// <summary>
    /// Whether each token of an image attends to all of them, those behind it too. The graph then takes <c>positions</c> and <c>image_ends</c>, and an image
    /// is computed in one step. <value>Default: false, attention is causal everywhere.</value>
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SeesWholeImages { get; init; }

    /// <summary>Width of a position's input: its embedding and the features of layers.</summary>
    public int InputWidth => Hidden * (1 + FeatureLayers);
}
