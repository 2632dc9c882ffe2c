using Judger.Inference.Manifest;

namespace Judger.Export.Blocks;

/// <summary>The sizes of a text decoder that the shared blocks need, whichever family's configuration they were read from.</summary>
internal sealed record TextConfig
{
    /// <summary>Width of the residual stream.</summary>
    public required int Hidden { get; init; }

    /// <summary>Width of the feed-forward layer.</summary>
    public required int Intermediate { get; init; }

    /// <summary>Decoder layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads; divides <see cref="Heads"/>.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of one head.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Rows of the embeddings and logits of one position.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Most positions of a sequence.</summary>
    public required int Context { get; init; }

    /// <summary>Epsilon of RMSNorm.</summary>
    public required double NormEpsilon { get; init; }

    /// <summary>The base of the rotary wavelengths.</summary>
    public required double RopeTheta { get; init; }

    /// <summary>Whether the head is the embeddings' matrix.</summary>
    public required bool TiedEmbeddings { get; init; }

    /// <summary>Whether queries, keys and values have biases.</summary>
    public bool HasAttentionBias { get; init; }

    /// <summary>Whether queries and keys are normed, each head on its own, before they turn.</summary>
    public bool HasHeadNorms { get; init; }

    /// <summary>
    /// For each pair of a head, whether it turns by the token's time (0), row (1) or column (2). Empty where the cache's length says all positions.
    /// </summary>
    public IReadOnlyList<int> RotaryAxes { get; init; } = [];

    /// <summary>The first layers behind which a feature of its own is added to each token of an image.</summary>
    public int FeatureLayers { get; init; }

    /// <summary>For each layer, how many positions it looks back at, itself included; null for all. Empty where all layers look at all.</summary>
    public IReadOnlyList<int?> Windows { get; init; } = [];

    /// <summary>The token that stands first in every sequence; null where none does.</summary>
    public required int? BeginOfSequence { get; init; }

    /// <summary>The token that ends an answer.</summary>
    public required int EndOfSequence { get; init; }

    /// <summary>Further tokens that end an answer.</summary>
    public IReadOnlyList<int> OtherEndsOfSequence { get; init; } = [];

    /// <summary>The sizes that a manifest tells.</summary>
    public DecoderGeometry Geometry => new(Hidden, Layers, Heads, KeyValueHeads, HeadSize, Vocabulary, Context)
    {
        HasGridPositions = RotaryAxes.Count > 0,
        FeatureLayers = FeatureLayers,
    };

    /// <summary>How many positions a layer looks back at; null for all.</summary>
    public int? WindowOf(int layer) => Windows.Count > 0 ? Windows[layer] : null;

    /// <summary>Width of all queries of a position.</summary>
    public int QueryWidth => Heads * HeadSize;

    /// <summary>Width of all keys, or of all values, of a position.</summary>
    public int KeyWidth => KeyValueHeads * HeadSize;
}
