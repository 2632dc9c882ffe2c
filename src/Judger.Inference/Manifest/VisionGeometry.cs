namespace Judger.Inference.Manifest;

/// <summary>The sizes of the vision encoder.</summary>
/// <param name="ImageSize">Side of the square input in pixels.</param>
/// <param name="PatchSize">Side of a patch in pixels.</param>
/// <param name="Hidden">Width of a patch feature.</param>
public sealed record VisionGeometry(int ImageSize, int PatchSize, int Hidden)
{
    /// <summary>Patches along one side; pixels that make no whole patch are left out.</summary>
    public int GridSide => ImageSize / PatchSize;

    /// <summary>Patches of one tensor.</summary>
    public int Patches => GridSide * GridSide;
}
