using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Errors;
using Judger.Imaging.Tests.Support;

namespace Judger.Imaging.Tests;

public sealed class HostileImageTests
{
    [Fact]
    public void No_bytes_are_an_empty_image()
    {
        var exception = Assert.Throws<EmptyImageException>(() => ImageDecoder.Decode([]));

        Assert.Equal("image-empty", exception.Code);
        AssertOneLine(exception);
    }

    [Theory]
    [InlineData(20_000, 20_000)]
    [InlineData(16_385, 1)]
    [InlineData(1, 16_385)]
    [InlineData(8_193, 8_192)]
    public void Declared_sizes_above_the_limits_are_refused_before_pixels_are_read(int width, int height)
    {
        var bomb = PngWriter.Write(width, height, 8, 2, new byte[10]);

        var exception = Assert.Throws<ImageTooLargeException>(() => ImageDecoder.Decode(bomb));

        Assert.Equal("image-too-large", exception.Code);
        Assert.Contains($"{width} x {height}", exception.Message, StringComparison.Ordinal);
        AssertOneLine(exception);
        Assert.Throws<ImageTooLargeException>(() => ImageDecoder.Identify(bomb));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Impossible_declared_sizes_are_refused(int width, int height) =>
        AssertOneLine(Assert.ThrowsAny<ImageException>(() => ImageDecoder.Decode(PngWriter.Write(width, height, 8, 2, new byte[10]))));

    [Fact]
    public void More_bytes_than_the_limit_are_refused()
    {
        var png = ImageEncoder.EncodePng(TestImages.Noise(8, 8, 1));

        var exception = Assert.Throws<ImageTooLargeException>(() => ImageDecoder.Decode(png, new() { MaxBytes = png.Length - 1 }));

        Assert.Contains($"{png.Length} bytes", exception.Message, StringComparison.Ordinal);
        Assert.Equal(8, ImageDecoder.Decode(png, new() { MaxBytes = png.Length }).Width);
    }

    [Fact]
    public void A_JPEG_of_very_many_scans_is_refused()
    {
        byte[] scans = [0xFF, 0xD8, 0xFF, .. Enumerable.Repeat<byte[]>([0xFF, 0xDA, 0, 2], 200).SelectMany(scan => scan)];

        Assert.Contains("scans", Assert.Throws<CorruptImageException>(() => ImageDecoder.Decode(scans)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Truncated_files_are_refused_wherever_they_end()
    {
        using var folder = new TempFolder();
        var refused = 0;

        // Files of one pixel have it before their last tenth.
        string[] left = ["orientation", "one-pixel"];
        foreach (var path in EncodedByPillow.Write(folder).Where(path => !left.Any(path.Contains))) refused += AssertTruncationIsRefused(path);

        Assert.Equal(57, refused);
    }

    [Fact]
    public void Truncated_files_of_the_rarer_formats_are_refused_wherever_they_end()
    {
        using var folder = new TempFolder();

        // Of an animation the first frame is whole when a later one is cut.
        var paths = RareImages.Write(folder).Where(path => !path.Contains("animated", StringComparison.Ordinal));

        Assert.Equal(3 * (RareImages.Count - 1), paths.Sum(AssertTruncationIsRefused));
    }

    [Fact]
    public void Mutated_files_give_an_image_or_a_typed_error_and_nothing_else()
    {
        using var folder = new TempFolder();
        var files = EncodedByPillow.Write(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();

        var (decoded, refused) = DecodeMutations(files, rounds: 600, seed: 2024);

        Assert.Equal(600, decoded + refused);
        Assert.True(decoded > 20 && refused > 200, $"{decoded} decoded, {refused} refused");
    }

    [Fact]
    public void Mutated_files_of_the_rarer_formats_give_an_image_or_a_typed_error_and_nothing_else()
    {
        using var folder = new TempFolder();
        var files = RareImages.Write(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();

        var (decoded, refused) = DecodeMutations(files, rounds: 100 * files.Length, seed: 2026);

        Assert.Equal(100 * files.Length, decoded + refused);
        Assert.True(decoded > 500 && refused > 500, $"{decoded} decoded, {refused} refused");
    }

    [Fact]
    public void Mutated_headers_of_the_rarer_formats_reserve_no_more_than_the_limits_allow()
    {
        using var folder = new TempFolder();
        var files = RareImages.Write(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
        var random = new Random(7);
        var limits = new ImageDecodeOptions { MaxPixels = 1 << 20 };
        var refused = 0;
        for (var round = 0; round < 40 * files.Length; round++)
        {
            var bytes = files[round % files.Length].ToArray();
            for (var change = random.Next(1, 6); change > 0; change--) bytes[random.Next(Math.Min(bytes.Length, 64))] = (byte)(random.Next(2) * 255);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ImageDecoder.Decode(bytes, limits);
            }
            catch (ImageException)
            {
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        }

        Assert.True(refused > 300, $"{refused} refused");
    }

    private static int AssertTruncationIsRefused(string path)
    {
        var bytes = File.ReadAllBytes(path);
        foreach (var share in (double[])[0.1, 0.5, 0.9])
        {
            var exception = Assert.ThrowsAny<ImageException>(() => Decode(path, bytes.AsSpan(0, (int)(bytes.Length * share))));
            Assert.True(exception is CorruptImageException or UnsupportedImageException, path);
            AssertOneLine(exception);
        }

        return 3;
    }

    // Nothing is thrown where it ought to be: then the test says for which file.
    private static void Decode(string path, ReadOnlySpan<byte> bytes)
    {
        ImageDecoder.Decode(bytes);
        Assert.Fail($"{path} was decoded from {bytes.Length} bytes.");
    }

    private static (int Decoded, int Refused) DecodeMutations(byte[][] files, int rounds, int seed)
    {
        var random = new Random(seed);
        var (decoded, refused) = (0, 0);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = Mutate(random, files[round % files.Length]);
            try
            {
                var image = ImageDecoder.Decode(bytes);
                Assert.Equal(image.Size.Area * 3, image.Pixels.Length);
                decoded++;
            }
            catch (ImageException exception)
            {
                AssertOneLine(exception);
                refused++;
            }
        }

        return (decoded, refused);
    }

    private static byte[] Mutate(Random random, byte[] original)
    {
        var bytes = original.ToArray();
        for (var change = random.Next(1, 20); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static void AssertOneLine(ImageException exception)
    {
        Assert.DoesNotContain('\n', exception.Message);
        Assert.DoesNotContain('\r', exception.Message);
        Assert.Contains(';', exception.Message);
    }
}
