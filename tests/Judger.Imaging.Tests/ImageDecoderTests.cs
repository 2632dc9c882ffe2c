using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Tests.Support;

namespace Judger.Imaging.Tests;

public sealed class ImageDecoderTests
{
    private static readonly ImageDecodeOptions AsStored = new() { ApplyOrientation = false, Background = null };

    [Fact]
    public void Sample_images_decode_to_Pillows_pixels()
    {
        using var folder = new TempFolder();
        var copies = SharedData.Images().Select(path => folder[Path.GetFileName(path)]).ToArray();
        foreach (var path in SharedData.Images()) File.Copy(path, folder[Path.GetFileName(path)]);

        foreach (var (path, expected) in DecodedByPillow.Read(upright: false, copies))
            TestImages.AssertEqual(expected, ImageDecoder.Decode(File.ReadAllBytes(path), AsStored), path);
    }

    [Fact]
    public void Every_kind_of_JPEG_PNG_and_WebP_decodes_to_Pillows_pixels()
    {
        using var folder = new TempFolder();
        var paths = EncodedByPillow.Write(folder);
        Assert.Equal(51, paths.Length);

        foreach (var (path, expected) in DecodedByPillow.Read(upright: false, paths))
            TestImages.AssertEqual(expected, ImageDecoder.Decode(File.ReadAllBytes(path), AsStored), path);
    }

    [Fact]
    public void Orientation_is_applied_by_default_and_the_header_agrees()
    {
        using var folder = new TempFolder();
        var paths = EncodedByPillow.Write(folder).Where(path => Path.GetFileName(path).StartsWith("orientation", StringComparison.Ordinal)).ToArray();
        Assert.Equal(30, paths.Length);

        foreach (var (path, expected) in DecodedByPillow.Read(upright: true, paths))
        {
            var bytes = File.ReadAllBytes(path);
            TestImages.AssertEqual(expected, ImageDecoder.Decode(bytes), path);
            var header = ImageDecoder.Identify(bytes);
            Assert.Equal((expected.Width, expected.Height), (header.Width, header.Height));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 3)]
    [InlineData(4, 2)]
    [InlineData(6, 4)]
    public void Of_16_bit_samples_the_high_byte_is_kept_and_alpha_is_left_out_without_a_background(byte colorType, int samples)
    {
        // One pixel: the samples 0x1234, 0x3456, 0x5678, ...
        byte[] line = [0, .. Enumerable.Range(0, samples).SelectMany(i => new[] { (byte)(0x12 + (0x22 * i)), (byte)(0x34 + (0x22 * i)) })];
        var expected = samples < 3 ? new byte[] { 0x12, 0x12, 0x12 } : [0x12, 0x34, 0x56];

        Assert.Equal(expected, ImageDecoder.Decode(PngWriter.Write(1, 1, 16, colorType, line), AsStored).Pixels);
    }

    [Fact]
    public void The_encoders_PNG_decodes_to_the_same_pixels()
    {
        var image = TestImages.Noise(37, 23, 5);

        var png = ImageEncoder.EncodePng(image);

        Assert.Equal(new ImageHeader(ImageFormat.Png, 37, 23), ImageDecoder.Identify(png));
        TestImages.AssertEqual(image, ImageDecoder.Decode(png), "png");
    }

    [Fact]
    public void Threads_decode_without_disturbing_each_other()
    {
        var images = Enumerable.Range(0, 4).Select(i => TestImages.Noise(50 + i, 40, i)).ToArray();
        var files = images.Select(ImageEncoder.EncodePng).ToArray();

        Parallel.For(0, 64, i => TestImages.AssertEqual(images[i % 4], ImageDecoder.Decode(files[i % 4]), $"thread {i}"));
    }
}
