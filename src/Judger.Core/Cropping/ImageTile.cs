using Judger.Core.Geometry;

namespace Judger.Core.Cropping;

/// <summary>One tile of a large image.</summary>
/// <param name="Bounds">The tile's rectangle in image pixels; at the right and bottom edge it may reach past the image, where its pixels are black.</param>
/// <param name="ExceedsImage">True when a part of the tile, or all of it, lies outside the image.</param>
public readonly record struct ImageTile(PixelBox Bounds, bool ExceedsImage);
