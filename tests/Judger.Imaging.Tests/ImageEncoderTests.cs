using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;

namespace Judger.Imaging.Tests;

public sealed class ImageEncoderTests
{
    [Theory]
    [InlineData(PictureFormat.Png, ImageFormat.Png, "image/png", 0)]
    [InlineData(PictureFormat.Jpeg, ImageFormat.Jpeg, "image/jpeg", 6)]
    [InlineData(PictureFormat.WebP, ImageFormat.WebP, "image/webp", 6)]
    public void A_picture_is_written_in_each_format_and_its_colours_stay(PictureFormat format, ImageFormat read, string mediaType, int tolerance)
    {
        // Four fields of different colours.
        var image = new RgbImage(64, 48);
        RgbColor[] colors = [new(200, 30, 40), new(20, 180, 60), new(30, 60, 210), new(250, 250, 250)];
        for (var at = 0; at < image.Pixels.Length; at += 3)
        {
            var color = colors[(at / 3 % 64 / 32) + (at / 3 / 64 / 24 * 2)];
            (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]) = (color.R, color.G, color.B);
        }

        var encoded = ImageEncoder.Encode(image, format);

        Assert.Equal(mediaType, format.MediaType());
        Assert.Equal(new ImageHeader(read, 64, 48), ImageDecoder.Identify(encoded));
        var decoded = ImageDecoder.Decode(encoded);
        foreach (var (x, y) in ((int, int)[])[(8, 8), (56, 8), (8, 40), (56, 40)])
        {
            for (var channel = 0; channel < 3; channel++)
                Assert.InRange(decoded.Pixels[(((y * 64) + x) * 3) + channel] - image.Pixels[(((y * 64) + x) * 3) + channel], -tolerance, tolerance);
        }
    }

    [Fact]
    public void A_picture_that_is_too_wide_for_a_format_is_refused()
    {
        var wide = new RgbImage(16_384, 1);

        Assert.False(PictureFormat.WebP.Holds(wide.Size));
        Assert.True(PictureFormat.Jpeg.Holds(wide.Size) && PictureFormat.Png.Holds(wide.Size));
        var exception = Assert.Throws<ArgumentException>(() => ImageEncoder.Encode(wide, PictureFormat.WebP));
        Assert.Contains("WebP cannot hold 16384 x 1", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.jpg", PictureFormat.Jpeg)]
    [InlineData("a.b/c.JPEG", PictureFormat.Jpeg)]
    [InlineData("a.WebP", PictureFormat.WebP)]
    [InlineData("a.png", PictureFormat.Png)]
    [InlineData("webp", PictureFormat.Png)]
    [InlineData("a.tif", PictureFormat.Png)]
    public void A_files_name_says_in_which_format_it_is_written(string path, PictureFormat format) => Assert.Equal(format, PictureFormats.OfFile(path));
}
