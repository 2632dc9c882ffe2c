using System.Text.Json.Serialization;

namespace Judger.Inference.Manifest;

/// <summary>The sizes of the vision encoder.</summary>
/// <param name="ImageSize">Side of the square input in pixels; with <see cref="AnySize"/>, of the square that is one token.</param>
/// <param name="PatchSize">Side of a patch in pixels.</param>
/// <param name="Hidden">Width of a patch feature.</param>
public sealed record VisionGeometry(int ImageSize, int PatchSize, int Hidden)
{
    /// <summary>What it needs for images of any size. <value>Default: null, it takes squares.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AnySizeVision? AnySize { get; init; }

    /// <summary>
    /// Patches along a side of the square that the projector makes one token of (pixel shuffle); divides <see cref="GridSide"/>.
    /// <value>Default: null, each patch is a token.</value>
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Shuffle { get; init; }

    /// <summary>Patches along one side; pixels that make no whole patch are left out.</summary>
    public int GridSide => ImageSize / PatchSize;

    /// <summary>Patches of one tensor.</summary>
    public int Patches => GridSide * GridSide;

    /// <summary>Side in pixels of what one token covers.</summary>
    public int TokenPixels => PatchSize * (Shuffle ?? 1);

    /// <summary>Tokens along a side of one tensor.</summary>
    public int TokenSide => GridSide / (Shuffle ?? 1);

    /// <summary>Tokens of one tensor.</summary>
    public int Tokens => TokenSide * TokenSide;
}
