using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Errors;
using Judger.Imaging.Memory;
using Judger.Imaging.Tests.Support;

namespace Judger.Imaging.Tests.Memory;

/// <summary>What an image costs is known before it is decoded, and all decodes together stay within the budget.</summary>
public sealed class DecodeBudgetTests
{
    private const long Fixed = 1 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_tiny_file_of_a_huge_picture_says_what_it_costs()
    {
        var webp = WebPWriter.OneColor(8192, 8192);

        var (header, peak) = ImageDecoder.Measure(webp);

        Assert.InRange(webp.Length, 20, 60);
        Assert.Equal((8192, 8192), (header.Width, header.Height));
        Assert.InRange(peak, 8192L * 8192 * 10, 8192L * 8192 * 17);
    }

    [Theory]
    [InlineData(PictureFormat.Jpeg, 4)]
    [InlineData(PictureFormat.Png, 3)]
    [InlineData(PictureFormat.WebP, 12)]
    public void Most_pictures_cost_their_pixels_and_what_their_decoder_keeps(PictureFormat format, int bytesPerPixel)
    {
        var file = ImageEncoder.Encode(TestImages.Noise(200, 100, 1), format);

        Assert.Equal(Fixed + (2 * file.Length) + (200 * 100 * bytesPerPixel), ImageDecoder.Measure(file).PeakMemory);
    }

    [Fact]
    public async Task An_image_that_needs_more_than_the_whole_budget_is_refused_with_both_numbers()
    {
        var budget = Budget(100_000);
        var png = ImageEncoder.EncodePng(TestImages.Noise(400, 400, 1));
        var peak = ImageDecoder.Measure(png).PeakMemory;

        var refused = await Assert.ThrowsAsync<ImageTooLargeException>(() => budget.DecodeAsync(png, Token));

        Assert.Contains(
            $"400 x 400 pixels needs {peak} bytes of memory to be decoded, more than the limit of 1148576", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ImageTooLargeException>(() => ImageDecoder.Identify(png, budget.Options));
        await Assert.ThrowsAsync<ImageTooLargeException>(
            () => Budget((2 * png.Length) + 500_000).UseAsync(png, 100L * 400 * 400, image => image.Width, Token));
        Assert.Equal(0, budget.Memory.Used);
    }

    [Fact]
    public async Task Pixels_keep_their_part_and_everything_else_gives_it_back()
    {
        var budget = Budget(10 << 20);
        var png = ImageEncoder.EncodePng(TestImages.Noise(300, 200, 1));

        var (image, memory) = await budget.DecodeAsync(png, Token);
        Assert.Equal((300 * 200 * 3, 300 * 200 * 3), (image.Pixels.Length, budget.Memory.Used));
        memory.Dispose();
        await Assert.ThrowsAsync<CorruptImageException>(() => budget.DecodeAsync(png[..^60], Token));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => budget.UseAsync<int>(png, 3 * 300 * 200, _ => throw new InvalidOperationException("broken"), Token));

        Assert.Equal(300, await budget.UseAsync(png, 3 * 300 * 200, decoded => decoded.Width, Token));
        Assert.Equal((0, 0), (budget.Memory.Used, budget.Memory.Waiting));
    }

    [Fact]
    public async Task Many_at_once_go_one_after_another_where_there_is_room_for_one()
    {
        var webp = WebPWriter.OneColor(640, 480);
        var budget = new DecodeBudget(new("images", ImageDecoder.Measure(webp).PeakMemory, DecodeBudget.MaxWaiting), ImageDecodeOptions.Default);
        var (at, most) = (0, 0);

        var widths = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => budget.UseAsync(
            webp,
            640 * 480,
            image =>
            {
                most = Math.Max(most, Interlocked.Increment(ref at));
                Interlocked.Decrement(ref at);
                return image.Width;
            },
            Token)));

        Assert.All(widths, width => Assert.Equal(640, width));
        Assert.Equal((1, 0L), (most, budget.Memory.Used));
    }

    private static DecodeBudget Budget(long bytes) => new(new MemoryBudget("images", Fixed + bytes, DecodeBudget.MaxWaiting), ImageDecodeOptions.Default);
}
