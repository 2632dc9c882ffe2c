using Judger.Imaging.Pixels;

namespace Judger.Imaging.Decoders;

/// <summary>An image whose header has been read and found to be within the limits. Its pixels have not been read.</summary>
internal abstract class OpenedImage : IDisposable
{
    /// <summary>Width and height in pixels, as <see cref="Read"/> gives them.</summary>
    public abstract PixelSize Size { get; }

    /// <summary>
    /// Bytes for each pixel that reading takes at its peak, the decoder's own and the result's together: measured, and rounded up.
    /// </summary>
    public abstract int PeakBytesPerPixel { get; }

    /// <summary>The EXIF orientation, 1 to 8.</summary>
    public virtual int Orientation => 1;

    /// <summary>Decodes the pixels, once.</summary>
    /// <param name="bytes">The bytes that the image was opened from.</param>
    /// <param name="background">The colour behind transparent pixels; null leaves transparency out.</param>
    /// <exception cref="Errors.ImageException">They are damaged, incomplete or of a kind that is not decoded.</exception>
    public abstract RgbImage Read(ReadOnlySpan<byte> bytes, RgbColor? background);

    public virtual void Dispose()
    {
    }
}
