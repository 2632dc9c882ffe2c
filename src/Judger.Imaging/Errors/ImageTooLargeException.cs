using System.Globalization;
using Judger.Imaging.Decoders;

namespace Judger.Imaging.Errors;

/// <summary>The image has more bytes or pixels, or needs more memory, than <see cref="ImageDecodeOptions"/> allows. No pixel of it was decoded.</summary>
public sealed class ImageTooLargeException : ImageException
{
    private ImageTooLargeException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public override string Code => "image-too-large";

    internal static ImageTooLargeException Bytes(long bytes, long limit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The image has {bytes} bytes, more than the limit of {limit}; compress it or scale it down."));

    internal static ImageTooLargeException Memory(PixelSize size, long bytes, long limit) =>
        new(string.Create(
            CultureInfo.InvariantCulture,
            $"The image of {size.Width} x {size.Height} pixels needs {bytes} bytes of memory to be decoded, more than the limit of {limit}; scale it down, or "
            + $"save it as a JPEG that is not progressive."));

    internal static ImageTooLargeException Pixels(PixelSize size, ImageDecodeOptions limits) =>
        new(string.Create(
            CultureInfo.InvariantCulture,
            $"The image declares {size.Width} x {size.Height} pixels, more than the limit of {limits.MaxWidth} x {limits.MaxHeight} and "
            + $"{limits.MaxPixels} in all; scale it down."));
}
