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

    /// <summary>Patches along one side; pixels that make no whole patch are left out.</summary>
    public int GridSide => ImageSize / PatchSize;

    /// <summary>Patches of one tensor.</summary>
    public int Patches => GridSide * GridSide;
}
