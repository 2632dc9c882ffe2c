using Judger.Imaging.Decoders;
using Judger.Imaging.Decoders.Sharp;
using Judger.Imaging.Errors;
using Judger.Imaging.Pixels;
using Judger.Imaging.Tests.Support;

namespace Judger.Imaging.Tests;

/// <summary>GIF, TIFF and AVIF by libvips; BMP, Netpbm and TGA by ImageSharp.</summary>
public sealed class RareFormatTests
{
    private static readonly ImageDecodeOptions AsStored = new() { ApplyOrientation = false, Background = null };

    [Fact]
    public void Every_kind_decodes_to_Pillows_pixels()
    {
        using var folder = new TempFolder();
        var paths = RareImages.WriteForPillow(folder);
        Assert.Equal(RareImages.Count - 2, paths.Length);

        foreach (var (path, expected) in DecodedByPillow.Read(upright: false, paths))
        {
            var bytes = File.ReadAllBytes(path);
            var header = ImageDecoder.Identify(bytes, AsStored);
            Assert.Equal((expected.Width, expected.Height), (header.Width, header.Height));
            TestImages.AssertEqual(expected, ImageDecoder.Decode(bytes, AsStored), path);
        }
    }

    [Fact]
    public void An_AVIF_without_loss_decodes_to_the_pixels_that_were_written()
    {
        var image = TestImages.Noise(37, 23, 5);

        var avif = RareImages.Avif(image.Pixels, 37, 23, RgbImage.Channels);

        Assert.Equal(new ImageHeader(ImageFormat.Avif, 37, 23), ImageDecoder.Identify(avif));
        TestImages.AssertEqual(image, ImageDecoder.Decode(avif), "avif");
    }

    [Theory]
    [InlineData(new byte[] { 10, 20, 30, 255, 40, 50, 60, 0 }, new byte[] { 10, 20, 30, 255, 255, 255 })]
    public void An_AVIFs_transparent_pixels_are_white(byte[] samples, byte[] expected) =>
        Assert.Equal(expected, ImageDecoder.Decode(RareImages.Avif(samples, 2, 1, 4)).Pixels);

    [Theory]
    [InlineData(1, new byte[] { 10, 20, 30, 128 }, new byte[] { 19, 39, 59 }, new byte[] { 137, 147, 157 })]
    [InlineData(2, new byte[] { 10, 20, 30, 128 }, new byte[] { 10, 20, 30 }, new byte[] { 132, 137, 142 })]
    [InlineData(0, new byte[] { 10, 20, 30, 128 }, new byte[] { 10, 20, 30 }, new byte[] { 10, 20, 30 })]
    public void A_TIFFs_extra_sample_is_alpha_where_the_file_says_so(int kind, byte[] pixel, byte[] plain, byte[] onWhite)
    {
        var tiff = TiffWriter.Write(1, 1, 4, pixel, extraSample: kind);

        Assert.Equal(plain, ImageDecoder.Decode(tiff, AsStored).Pixels);
        Assert.Equal(onWhite, ImageDecoder.Decode(tiff).Pixels);
    }

    [Fact]
    public void The_preview_of_a_raw_photo_is_not_taken_for_the_photo() => Assert.Contains(
        "raw photo",
        Assert.Throws<UnsupportedImageException>(() => ImageDecoder.Decode(TiffWriter.Write(1, 1, 3, [1, 2, 3], subfileType: 1))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData(1L << 20)]
    [InlineData(64L << 20)]
    public void ImageSharp_has_three_decoders_and_no_more_memory_than_the_limit_needs(long maxPixels)
    {
        var configuration = SharpLibrary.ConfigurationFor(maxPixels);

        Assert.Equal(["BMP", "PBM", "TGA"], configuration.ImageFormats.Select(format => format.Name).Order());
        Assert.Throws<SixLabors.ImageSharp.Memory.InvalidMemoryOperationException>(
            () => new SixLabors.ImageSharp.Image<SixLabors.ImageSharp.PixelFormats.Rgba64>(configuration, 1 << 14, (int)(maxPixels >> 14) + 192));
    }

    [Fact]
    public void A_BMP_that_asks_for_two_gigabytes_of_colours_gets_none()
    {
        // ImageSharp reserves the palette before it compares its size with the file's (SixLabors/ImageSharp#3074).
        byte[] bmp =
        [
            .. "BM"u8, 54, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F, 40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 8, 0, .. new byte[24], 0, 0, 0, 0,
        ];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<CorruptImageException>(() => ImageDecoder.Decode(bmp));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData("P3\n1 1\n100\n1 2 101\n")]
    [InlineData("P3\n1 1\n100\n1 2\n")]
    [InlineData("P3\n1 1\n0\n1 2 3\n")]
    [InlineData("P3\n1 1\n65536\n1 2 3\n")]
    [InlineData("P3\n0 1\n255\n1 2 3\n")]
    [InlineData("P3\n1 -1\n255\n1 2 3\n")]
    [InlineData("P1\n2 1\n02\n")]
    [InlineData("P6\n1 1\n255\nab")]
    [InlineData("P6\n1")]
    public void Numbers_of_a_Netpbm_image_that_make_no_sense_are_refused(string content)
    {
        var exception = Assert.Throws<CorruptImageException>(() => ImageDecoder.Decode(System.Text.Encoding.Latin1.GetBytes(content)));

        Assert.StartsWith("The Netpbm image is damaged or incomplete (", exception.Message, StringComparison.Ordinal);
    }
}
