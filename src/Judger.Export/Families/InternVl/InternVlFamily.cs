using Judger.Export.Checkpoints;

namespace Judger.Export.Families.InternVl;

/// <summary>
/// InternVL3 (Zhu et al. 2025, arXiv 2504.10479), in Hugging Face's form and in that of the original repositories: InternViT, squares of patches as tokens,
/// tiles of the grid whose ratio is nearest to the image's, Qwen2 text.
/// </summary>
internal sealed class InternVlFamily : IModelFamily
{
    /// <inheritdoc/>
    public string Name => "InternVL3";

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelTypes { get; } = ["internvl", "internvl_chat"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Architectures { get; } = ["InternVLForConditionalGeneration", "InternVLChatModel"];

    /// <inheritdoc/>
    public string Parts => "InternViT, Qwen2 or Llama, tiles";

    /// <inheritdoc/>
    public IModelExport Read(Checkpoint checkpoint) => new InternVlExport(checkpoint);
}
