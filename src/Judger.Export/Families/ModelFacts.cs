using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Families;

/// <summary>What a checkpoint's files, and its family where they are silent, say of a model.</summary>
internal sealed record ModelFacts
{
    /// <summary>Sizes of the vision encoder.</summary>
    public required VisionGeometry Vision { get; init; }

    /// <summary>Sizes of the decoder.</summary>
    public required DecoderGeometry Decoder { get; init; }

    /// <summary>How images become tensors.</summary>
    public required ImagePreprocessing Image { get; init; }

    /// <summary>The tokens around the tensors of an image; null for a family that has none.</summary>
    public ImageMarkers? Markers { get; init; }

    /// <summary>Token ids with a meaning of their own.</summary>
    public required SpecialTokens Tokens { get; init; }

    /// <summary>The prompt profile of the family's published models.</summary>
    public required string Profile { get; init; }

    /// <summary>The decoder layer, 0-based, whose attention says where the family's published models look.</summary>
    public required int AttentionLayer { get; init; }

    /// <summary>What the embeddings of tokens are multiplied by; null for nothing.</summary>
    public float? EmbeddingScale { get; init; }

    /// <summary>Side of the crop window in pixels.</summary>
    public required int CropWindow { get; init; }
}
