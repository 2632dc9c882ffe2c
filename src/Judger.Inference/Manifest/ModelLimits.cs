namespace Judger.Inference.Manifest;

/// <summary>
/// The largest sizes that a model may name. They are beyond those of published models; a file that names larger ones is damaged or hostile, and would ask for
/// memory that no tensor of it needs.
/// </summary>
public static class ModelLimits
{
    /// <summary>Least positions of a sequence.</summary>
    public const int LeastContext = 16;

    /// <summary>Most positions of a sequence. The rotary tables are as long: 64 MiB at a head size of 128.</summary>
    public const int Context = 1 << 17;

    /// <summary>Width of a residual stream.</summary>
    public const int Width = 1 << 15;

    /// <summary>Width of a feed-forward layer.</summary>
    public const int Intermediate = 1 << 18;

    /// <summary>Layers of a decoder or an encoder.</summary>
    public const int Layers = 1 << 10;

    /// <summary>Attention heads.</summary>
    public const int Heads = 1 << 10;

    /// <summary>Width of a head.</summary>
    public const int HeadSize = 1 << 9;

    /// <summary>Rows of the token embeddings.</summary>
    public const int Vocabulary = 1 << 22;

    /// <summary>Side of an encoder's input in pixels.</summary>
    public const int ImageSize = 1 << 13;

    /// <summary>Patches of one image.</summary>
    public const int Patches = 1 << 14;

    /// <summary>Patches of an image that keeps its own size. Published models take up to 65,536.</summary>
    public const int PatchesOfAnySize = 1 << 17;

    /// <summary>Pixels of an image that keeps its own size. Published models take up to 16,777,216.</summary>
    public const int PixelsOfAnySize = 1 << 26;

    /// <summary>Pictures in one patch of an encoder that takes films.</summary>
    public const int Frames = 1 << 2;

    /// <summary>Tokens along a side of an encoder's windows.</summary>
    public const int WindowTokens = 1 << 6;

    /// <summary>Tiles of one image. Published models have up to 36. Each is held in memory while an image is prepared.</summary>
    public const int Tiles = 256;

    /// <summary>Side of the crop window in pixels.</summary>
    public const int CropWindow = 1 << 16;

    /// <summary>Characters of a model's name.</summary>
    public const int Name = 255;

    /// <summary>Bytes of a tokenizer's file.</summary>
    public const int TokenizerBytes = 1 << 26;

    /// <summary>Bytes of a chat template's file.</summary>
    public const int TemplateBytes = 1 << 21;

    /// <summary>Bytes of a manifest.</summary>
    public const int ManifestBytes = 1 << 24;

    /// <summary>Whether a text can be a model's name: one line that is neither blank nor too long.</summary>
    public static bool IsName(string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= Name && !text.Any(char.IsControl);
}
