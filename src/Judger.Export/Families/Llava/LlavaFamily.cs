using Judger.Export.Checkpoints;

namespace Judger.Export.Families.Llava;

/// <summary>LLaVA-1.5 (Liu et al. 2023, arXiv 2310.03744): a CLIP tower, a projector of two layers, a Llama decoder. The embedded model is one too.</summary>
internal sealed class LlavaFamily : IModelFamily
{
    /// <inheritdoc/>
    public string Name => "LLaVA-1.5";

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelTypes { get; } = ["llava", "llava_llama"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Architectures { get; } = ["LlavaForConditionalGeneration", "LlavaLlamaForCausalLM"];

    /// <inheritdoc/>
    public string Parts => "CLIP, Llama";

    /// <inheritdoc/>
    public IModelExport Read(Checkpoint checkpoint) => new LlavaExport(checkpoint);
}
