using System.Globalization;
using Judger.Imaging.Pixels;
using Judger.Imaging.Resampling;
using Judger.Imaging.Tests.Support;

namespace Judger.Imaging.Tests;

public sealed class ResamplerTests
{
    private const string ResizeScript = """
        import sys
        from PIL import Image

        def resize(image, size, filter=Image.BICUBIC):
            # The order of passes that Pillow has from version 13 on, in any version: passes of one axis have no order.
            lost, narrowed = image.height - size[1], image.width - size[0]
            if lost > 0 and lost > 2 * narrowed:
                image = image.resize((image.width, size[1]), filter)
            return image.resize(size, filter)

        filter = {"Bicubic": Image.BICUBIC, "Bilinear": Image.BILINEAR, "Lanczos": Image.LANCZOS}[sys.argv.pop()]
        width, height = int(sys.argv[3]), int(sys.argv[4])
        image = Image.frombytes("RGB", (width, height), open(sys.argv[1], "rb").read())
        with open(sys.argv[2], "wb") as out:
            for case in sys.argv[5:]:
                left, top, right, bottom, w, h = map(int, case.split(","))
                out.write(resize(image.crop((left, top, right, bottom)), (w, h), filter).tobytes())
        """;

    [Theory]
    [InlineData(480, 480)]
    [InlineData(97, 61)]
    [InlineData(1, 1)]
    [InlineData(1, 50)]
    [InlineData(50, 1)]
    [InlineData(2, 3)]
    [InlineData(1900, 11)]
    [InlineData(7, 1400)]
    public void Every_byte_equals_Pillows(int width, int height)
    {
        var random = new Random((width * 10_000) + height);
        foreach (var image in new[] { TestImages.Noise(width, height, 1), TestImages.Extremes(width, height, 2) })
        {
            var cases = new List<(PixelBox Region, PixelSize Target)>
            {
                (PixelBox.Whole(image.Size), new(96, 96)),
                (PixelBox.Whole(image.Size), new(336, 336)),
                (PixelBox.Whole(image.Size), image.Size),
                (PixelBox.Whole(image.Size), new(width, 40)),
                (PixelBox.Whole(image.Size), new(40, height)),
                (PixelBox.Whole(image.Size), new(1, 1)),
                (PixelBox.Whole(image.Size), new(3, 500)),
                (new(width - 1, height - 1, width, height), new(5, 4)),
            };
            for (var i = 0; i < 40; i++) cases.Add((RandomBox(random, image.Size), new(random.Next(1, 200), random.Next(1, 200))));

            foreach (var filter in Enum.GetValues<ResampleFilter>())
            {
                var (expected, at) = (PillowResize(image, cases, filter), 0);
                foreach (var (region, target) in cases)
                {
                    var actual = Resampler.Resize(image, region, target, filter).Pixels;
                    Assert.True(actual.AsSpan().SequenceEqual(expected.AsSpan(at, actual.Length)), $"{filter}: {region} -> {target} of {width} x {height}");
                    at += actual.Length;
                }

                Assert.Equal(expected.Length, at);
            }
        }
    }

    [Fact]
    public void Threads_do_not_disturb_each_other()
    {
        var image = TestImages.Noise(300, 200, 3);
        var expected = Resampler.Resize(image, PixelBox.Whole(image.Size), new(96, 80)).Pixels;

        Parallel.For(0, 64, i =>
        {
            var other = new PixelSize(20 + i, 50);
            Assert.Equal(other.Area * 3, Resampler.Resize(image, PixelBox.Whole(image.Size), other).Pixels.Length);
            Assert.Equal(expected, Resampler.Resize(image, PixelBox.Whole(image.Size), new(96, 80)).Pixels);
        });
    }

    [Fact]
    public void Nothing_is_allocated_once_the_tables_are_there()
    {
        var image = TestImages.Noise(480, 480, 4);
        var destination = new byte[96 * 96 * 3];
        for (var i = 0; i < 3; i++) Resampler.Resize(image, PixelBox.Whole(image.Size), new(96, 96), destination);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Resampler.Resize(image, PixelBox.Whole(image.Size), new(96, 96), destination);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(97, 131, 84, 84, true)]
    [InlineData(60, 480, 42, 336, true)]
    [InlineData(211, 349, 84, 84, true)]
    [InlineData(211, 349, 56, 56, false)]
    [InlineData(211, 349, 204, 336, false)]
    [InlineData(97, 131, 125, 168, false)]
    [InlineData(20, 20, 84, 84, false)]
    public void The_height_is_resized_first_where_it_loses_more_than_twice_the_pixels(int width, int height, int toWidth, int toHeight, bool isFirst) =>
        Assert.Equal(isFirst, Resampler.IsVerticalFirst(new(width, height), new(toWidth, toHeight)));

    [Fact]
    public void A_region_outside_the_image_is_refused()
    {
        var image = new RgbImage(10, 10);

        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Resize(image, new PixelBox(0, 0, 11, 10), new(5, 5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Resize(image, new PixelBox(4, 4, 4, 6), new(5, 5)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampler.Resize(image, new PixelBox(0, 0, 10, 10), new(0, 5)));
        Assert.Throws<ArgumentException>(() => Resampler.Resize(image, new PixelBox(0, 0, 10, 10), new(5, 5), new byte[74]));
    }

    private static PixelBox RandomBox(Random random, PixelSize size)
    {
        var (left, top) = (random.Next(size.Width), random.Next(size.Height));
        return new(left, top, random.Next(left, size.Width) + 1, random.Next(top, size.Height) + 1);
    }

    private static byte[] PillowResize(RgbImage image, IEnumerable<(PixelBox Region, PixelSize Target)> cases, ResampleFilter filter)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["image"], image.Pixels);
        var arguments = cases.Select(c => string.Create(
            CultureInfo.InvariantCulture, $"{c.Region.Left},{c.Region.Top},{c.Region.Right},{c.Region.Bottom},{c.Target.Width},{c.Target.Height}"));
        Pillow.Run(ResizeScript, [folder["image"], folder["out"], $"{image.Width}", $"{image.Height}", .. arguments, $"{filter}"]);
        return File.ReadAllBytes(folder["out"]);
    }
}
