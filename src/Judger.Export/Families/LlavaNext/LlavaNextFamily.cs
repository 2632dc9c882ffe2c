using Judger.Export.Checkpoints;

namespace Judger.Export.Families.LlavaNext;

/// <summary>
/// LLaVA-NeXT, also called LLaVA-1.6 (Liu et al. 2024): LLaVA with tiles of the enlarged image behind its overview, and Vicuna or Mistral text.
/// </summary>
internal sealed class LlavaNextFamily : IModelFamily
{
    /// <inheritdoc/>
    public string Name => "LLaVA-NeXT";

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelTypes { get; } = ["llava_next"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Architectures { get; } = ["LlavaNextForConditionalGeneration"];

    /// <inheritdoc/>
    public string Parts => "CLIP, Llama or Mistral, tiles";

    /// <inheritdoc/>
    public IModelExport Read(Checkpoint checkpoint) => new LlavaNextExport(checkpoint);
}
