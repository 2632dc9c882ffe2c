using Judger.Imaging.Pixels;

namespace Judger.TinyModel.World;

/// <summary>A drawn scene and the truth about it.</summary>
public sealed class Scene
{
    /// <summary>Side of the square canvas in pixels: five times the embedded model's input, so that a digit of 10 px shrinks to 2.</summary>
    public const int Side = 480;

    internal Scene(RgbImage image, byte[] objectIds, IReadOnlyList<SceneObject> objects)
    {
        Image = image;
        ObjectIds = objectIds;
        Objects = objects;
    }

    /// <summary>The canvas size.</summary>
    public static PixelSize Size { get; } = new(Side, Side);

    /// <summary>The picture.</summary>
    public RgbImage Image { get; }

    /// <summary>For each pixel, row-major, the number of the object that covers it (its index + 1), or 0 for the background.</summary>
    public byte[] ObjectIds { get; }

    /// <summary>What is in the picture.</summary>
    public IReadOnlyList<SceneObject> Objects { get; }
}
