using Judger.Export.Checkpoints;

namespace Judger.Export.Families.LlavaOneVision;

/// <summary>LLaVA-OneVision (Li et al. 2024, arXiv 2408.03326): a SigLIP tower, up to 36 tiles of an image that is alone, Qwen2 text.</summary>
internal sealed class LlavaOneVisionFamily : IModelFamily
{
    /// <inheritdoc/>
    public string Name => "LLaVA-OneVision";

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelTypes { get; } = ["llava_onevision"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Architectures { get; } = ["LlavaOnevisionForConditionalGeneration"];

    /// <inheritdoc/>
    public string Parts => "SigLIP, Qwen2, tiles";

    /// <inheritdoc/>
    public IModelExport Read(Checkpoint checkpoint) => new LlavaOneVisionExport(checkpoint);
}
