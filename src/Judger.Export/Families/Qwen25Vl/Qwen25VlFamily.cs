using Judger.Export.Checkpoints;

namespace Judger.Export.Families.Qwen25Vl;

/// <summary>
/// Qwen2.5-VL (arXiv 2502.13923): images of any size, a tower most of whose layers attend within windows, Qwen2 text whose positions have a time, a row and a
/// column.
/// </summary>
internal sealed class Qwen25VlFamily : IModelFamily
{
    /// <inheritdoc/>
    public string Name => "Qwen2.5-VL";

    /// <inheritdoc/>
    public IReadOnlyList<string> ModelTypes { get; } = ["qwen2_5_vl"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Architectures { get; } = ["Qwen2_5_VLForConditionalGeneration"];

    /// <inheritdoc/>
    public string Parts => "ViT with windows, Qwen2, images of any size";

    /// <inheritdoc/>
    public IModelExport Read(Checkpoint checkpoint) => new Qwen25VlExport(checkpoint);
}
