using System.Text.Json.Serialization;

namespace Judger;

/// <summary>
/// A rectangle of original image pixels, half-open: <c>Left..Right</c> and <c>Top..Bottom</c>, right and bottom excluded. In JSON: [left, top, right, bottom].
/// </summary>
[GenerateSerializer, Immutable, Alias("judger.PixelBox"), JsonConverter(typeof(PixelBoxJsonConverter))]
public readonly record struct PixelBox([property: Id(0)] int Left, [property: Id(1)] int Top, [property: Id(2)] int Right, [property: Id(3)] int Bottom)
{
    /// <summary>Width in pixels.</summary>
    public int Width => Right - Left;

    /// <summary>Height in pixels.</summary>
    public int Height => Bottom - Top;

    /// <summary>The size of the rectangle.</summary>
    public PixelSize Size => new(Width, Height);

    /// <summary>The box that holds a whole image of the given size.</summary>
    public static PixelBox Whole(PixelSize size) => new(0, 0, size.Width, size.Height);

    /// <summary>True when <paramref name="other"/> lies inside this box, edges included.</summary>
    public bool Contains(PixelBox other) => other.Left >= Left && other.Top >= Top && other.Right <= Right && other.Bottom <= Bottom;

    /// <summary>True when the box is not empty and lies inside an image of the given size.</summary>
    public bool IsInside(PixelSize size) => Left >= 0 && Top >= 0 && Right <= size.Width && Bottom <= size.Height && Left < Right && Top < Bottom;

    /// <summary>The box as [left, top, right, bottom].</summary>
    public override string ToString() => $"[{Left}, {Top}, {Right}, {Bottom}]";
}
