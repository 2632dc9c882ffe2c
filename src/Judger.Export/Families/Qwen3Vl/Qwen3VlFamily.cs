using Judger.Export.Checkpoints;

namespace Judger.Export.Families.Qwen3Vl;

/// <summary>
/// Qwen3-VL (arXiv 2511.21631): images of any size, a tower whose features of several layers go to the first layers of the text model, Qwen3 text whose
/// positions have a time, a row and a column.
/// </summary>
internal sealed class Qwen3VlFamily : IModelFamily
{
    /// <inheritdoc/>
    public string Name => "Qwen3-VL";

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelTypes { get; } = ["qwen3_vl"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Architectures { get; } = ["Qwen3VLForConditionalGeneration"];

    /// <inheritdoc/>
    public string Parts => "ViT with deepstack, Qwen3, images of any size";

    /// <inheritdoc/>
    public IModelExport Read(Checkpoint checkpoint) => new Qwen3VlExport(checkpoint);
}
