using Judger.Export.Checkpoints;

namespace Judger.Export.Families.SmolVlm;

/// <summary>
/// Idefics3 (Laurençon et al. 2024, arXiv 2408.12637), SmolVLM and SmolVLM2 (Marafioti et al. 2025, arXiv 2504.05299): a SigLIP tower, squares of patches as
/// tokens, tiles with their row and column written before them, Llama text.
/// </summary>
internal sealed class SmolVlmFamily : IModelFamily
{
    /// <inheritdoc/>
    public string Name => "SmolVLM2 and Idefics3";

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelTypes { get; } = ["smolvlm", "idefics3"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Architectures { get; } = ["SmolVLMForConditionalGeneration", "Idefics3ForConditionalGeneration"];

    /// <inheritdoc/>
    public string Parts => "SigLIP, Llama, tiles";

    /// <inheritdoc/>
    public IModelExport Read(Checkpoint checkpoint) => new SmolVlmExport(checkpoint);
}
