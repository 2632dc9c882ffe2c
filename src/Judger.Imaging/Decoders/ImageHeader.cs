namespace Judger.Imaging.Decoders;

/// <summary>What an image says about itself before its pixels are read.</summary>
/// <param name="Format">The format, by content.</param>
/// <param name="Width">Width in pixels, as decoding would give it.</param>
/// <param name="Height">Height in pixels, as decoding would give it.</param>
public sealed record ImageHeader(ImageFormat Format, int Width, int Height)
{
    /// <summary>Both.</summary>
    public PixelSize Size => new(Width, Height);
}
