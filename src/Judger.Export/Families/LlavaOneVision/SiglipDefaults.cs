namespace Judger.Export.Families.LlavaOneVision;

/// <summary>What transformers takes for the sizes that the configuration of a SigLIP tower leaves out.</summary>
/// <param name="Hidden">Width.</param>
/// <param name="Intermediate">Width of the feed-forward layer.</param>
/// <param name="Layers">Layers.</param>
/// <param name="Heads">Attention heads.</param>
/// <param name="ImageSize">Side of the input in pixels.</param>
/// <param name="PatchSize">Side of a patch in pixels.</param>
internal sealed record SiglipDefaults(int Hidden, int Intermediate, int Layers, int Heads, int ImageSize, int PatchSize)
{
    /// <summary>SiglipVisionConfig's.</summary>
    public static SiglipDefaults Siglip { get; } = new(768, 3072, 12, 12, 224, 16);

    /// <summary>LlavaOnevisionConfig's, where the whole configuration of the tower is missing.</summary>
    public static SiglipDefaults OneVision { get; } = new(1152, 4304, 26, 16, 384, 14);

    /// <summary>Idefics3VisionConfig's and SmolVLMVisionConfig's.</summary>
    public static SiglipDefaults Idefics3 { get; } = new(1152, 3072, 12, 16, 224, 32);
}
