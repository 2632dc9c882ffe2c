using Judger.Export.Checkpoints;

namespace Judger.Export.Families.Gemma3;

/// <summary>
/// Gemma 3 (Google 2025, arXiv 2503.19786): a SigLIP tower of which squares of patches are averaged, and a decoder whose layers are local and global, and see
/// each image as a whole.
/// </summary>
internal sealed class Gemma3Family : IModelFamily
{
    /// <inheritdoc/>
    public string Name => "Gemma 3";

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelTypes { get; } = ["gemma3"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Architectures { get; } = ["Gemma3ForConditionalGeneration"];

    /// <inheritdoc/>
    public string Parts => "SigLIP, Gemma 3";

    /// <inheritdoc/>
    public IModelExport Read(Checkpoint checkpoint) => new Gemma3Export(checkpoint);
}
