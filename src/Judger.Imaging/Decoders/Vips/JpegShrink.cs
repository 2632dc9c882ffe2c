namespace Judger.Imaging.Decoders.Vips;

/// <summary>By how much a JPEG is shrunk while it is read. libjpeg computes each block of 8 x 8 pixels as 4 x 4, 2 x 2 or one pixel.</summary>
internal static class JpegShrink
{
    /// <summary>The smallest of 2, 4 and 8 that brings an image within the limits; null where none does.</summary>
    public static int? Find(PixelSize size, ImageDecodeOptions options)
    {
        foreach (var factor in (int[])[2, 4, 8])
        {
            if (options.Allow(new(size.Width / factor, size.Height / factor))) return factor;
        }

        return null;
    }
}
