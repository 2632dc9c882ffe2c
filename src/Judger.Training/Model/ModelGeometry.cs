namespace Judger.Training.Model;

/// <summary>The sizes of a LLaVA-architecture model: a CLIP-style vision encoder, a two-layer projector and a Llama decoder.</summary>
public sealed record ModelGeometry
{
    /// <summary>Side of the square input image in pixels; the world's digits are drawn for 96.</summary>
    public int ImageSize { get; init; } = 96;

    /// <summary>Side of a patch in pixels.</summary>
    public int PatchSize { get; init; } = 8;

    public int VisionHidden { get; init; } = 128;

    public int VisionIntermediate { get; init; } = 512;

    /// <summary>Layers up to the one whose output is the feature.</summary>
    public int VisionLayers { get; init; } = 4;

    public int VisionHeads { get; init; } = 4;

    public double VisionNormEpsilon { get; init; } = 1e-5;

    /// <summary>x * sigmoid(1.702 x) in the vision encoder if true, the exact GELU if not.</summary>
    public bool QuickGelu { get; init; } = true;

    /// <summary>Whether the dense-label head that teaches the vision encoder is there.</summary>
    public bool HasDenseHead { get; init; } = true;

    public int Hidden { get; init; } = 192;

    public int Intermediate { get; init; } = 512;

    public int Layers { get; init; } = 4;

    public int Heads { get; init; } = 3;

    /// <summary>Key and value heads: as many as heads, or fewer of which each serves a group of heads.</summary>
    public int KeyValueHeads { get => field == 0 ? Heads : field; init; }

    /// <summary>Rows of the embedding table.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Whether the head is the embedding table.</summary>
    public bool TiedEmbeddings { get; init; }

    public double RopeTheta { get; init; } = 1000;

    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Longest sequence that the exported model will hold.</summary>
    public int MaxPositions { get; init; } = 1024;

    /// <summary>The decoder layer whose attention says where the model looked, 0-based.</summary>
    public int AttentionLayer { get; init; } = 1;

    /// <summary>Patches along one side.</summary>
    public int GridSide => ImageSize / PatchSize;

    /// <summary>Patches, and so tokens, of one image.</summary>
    public int Patches => GridSide * GridSide;

    /// <summary>Values of one flattened patch.</summary>
    public int PatchValues => 3 * PatchSize * PatchSize;

    /// <summary>Values of one image tensor.</summary>
    public int ImageValues => 3 * ImageSize * ImageSize;

    public int HeadSize { get => field == 0 ? Hidden / Heads : field; init; }

    public int VisionHeadSize => VisionHidden / VisionHeads;
}
