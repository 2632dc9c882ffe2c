using Judger.Export.Checkpoints;

namespace Judger.Export.Families.InternVl;

/// <summary>
/// InternVL3 (Zhu et al. 2025, arXiv 2504.10479) and InternVL3.5 (Wang et al. 2025, arXiv 2508.18265), in Hugging Face's form and in that of the original
/// repositories: InternViT, squares of patches as tokens, tiles of the grid whose ratio is nearest to the image's, Qwen2 or Qwen3 text.
/// </summary>
internal sealed class InternVlFamily : IModelFamily
{
    /// <inheritdoc/>
    public string Name => "InternVL3, InternVL3.5";

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelTypes { get; } = ["internvl", "internvl_chat"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Architectures { get; } = ["InternVLForConditionalGeneration", "InternVLChatModel"];

    /// <inheritdoc/>
    public string Parts => "InternViT, Qwen2, Qwen3 or Llama, tiles";

    /// <inheritdoc/>
    public IModelExport Read(Checkpoint checkpoint) => new InternVlExport(checkpoint);
}
