using Judger.Imaging.Errors;
using Judger.Imaging.Pixels;
using NetVips;

namespace Judger.Imaging.Decoders.Vips;

/// <summary>An image that libvips decodes.</summary>
internal sealed class VipsImage : OpenedImage
{
    // Each scan of a progressive JPEG is a pass over all pixels and may be a few bytes long; real files have about ten.
    private const int MaxJpegScans = 100;

    private const string OrientationField = "orientation";

    private readonly Image _image;
    private readonly ImageFormat _format;
    private readonly bool _hasAlpha;

    private VipsImage(Image image, ImageFormat format, bool hasAlpha, bool isStreamed)
    {
        (_image, _format, _hasAlpha) = (image, format, hasAlpha);
        Size = SizeOf(image);
        PeakBytesPerPixel = VipsMemory.PeakBytesPerPixel(image, format, isStreamed);
        Orientation = image.Contains(OrientationField) && image.Get(OrientationField) is int value and >= 1 and <= 8 ? value : 1;
    }

    public override PixelSize Size { get; }

    public override int PeakBytesPerPixel { get; }

    public override int Orientation { get; }

    public static VipsImage Open(ReadOnlySpan<byte> bytes, ImageFormat format, ImageDecodeOptions options)
    {
        var outline = format == ImageFormat.Jpeg ? JpegOutline.Of(bytes) : default;
        if (outline.Scans > MaxJpegScans) throw new CorruptImageException(format, $"more than {MaxJpegScans} scans");
        var hasAlpha = format != ImageFormat.Tiff || TiffDirectory.Read(bytes).HasAlpha;

        VipsLibrary.EnsureReady();
        Image? image = null;
        try
        {
            image = Load(bytes);
            if (!options.Allow(SizeOf(image)))
            {
                var shrink = options.ShrinkJpegs && outline.IsStreamed ? JpegShrink.Find(SizeOf(image), options) : null;
                if (shrink is null) throw ImageTooLargeException.Pixels(SizeOf(image), options);
                image.Dispose();
                image = Load(bytes, new VOption { { "shrink", shrink.Value } });
            }

            if (image.Format is not (Enums.BandFormat.Uchar or Enums.BandFormat.Ushort))
                throw new UnsupportedImageException($"a {format.Name()} with samples that are not whole numbers of up to 16 bits");
            if (image.Interpretation is Enums.Interpretation.Lab or Enums.Interpretation.Labq or Enums.Interpretation.Labs)
                throw new UnsupportedImageException($"a {format.Name()} in CIELAB colours");
            return new(image, format, hasAlpha, outline.IsStreamed);
        }
        catch (VipsException exception)
        {
            image?.Dispose();
            throw new CorruptImageException(format, exception.Message, exception);
        }
        catch (ImageException)
        {
            image?.Dispose();
            throw;
        }
    }

    public override RgbImage Read(ReadOnlySpan<byte> bytes, RgbColor? background)
    {
        try
        {
            return RgbConversion.Convert(_image, _hasAlpha, background);
        }
        catch (VipsException exception)
        {
            throw new CorruptImageException(_format, exception.Message, exception);
        }
    }

    public override void Dispose()
    {
        _image.Dispose();
        base.Dispose();
    }

    private static Image Load(ReadOnlySpan<byte> bytes, VOption? options = null) =>
        Image.NewFromBuffer(bytes, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error, kwargs: options);

    private static PixelSize SizeOf(Image image) => new(image.Width, image.Height);
}
