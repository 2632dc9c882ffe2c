using System.Runtime.InteropServices;
using Judger.Imaging.Pixels;
using Judger.Imaging.Preprocessing;
using Judger.Imaging.Tests.Support;

namespace Judger.Imaging.Tests;

public sealed class ImagePreprocessingTests
{
    private const string Script = """
        import array, sys
        from PIL import Image

        def resize(image, size, filter=Image.BICUBIC):
            # The order of passes that Pillow has from version 13 on, in any version: passes of one axis have no order.
            lost, narrowed = image.height - size[1], image.width - size[0]
            if lost > 0 and lost > 2 * narrowed:
                image = image.resize((image.width, size[1]), filter)
            return image.resize(size, filter)
        source, result, width, height, left, top, right, bottom, size, mode = sys.argv[1:3] + [int(a) for a in sys.argv[3:10]] + sys.argv[10:11]
        image = Image.frombytes("RGB", (width, height), open(source, "rb").read()).crop((left, top, right, bottom))
        w, h = image.size
        if mode == "PadToSquare":
            side = max(w, h)
            square = Image.new("RGB", (side, side), (122, 116, 104))
            square.paste(image, ((side - w) // 2, (side - h) // 2))
            image = resize(square, (size, size))
        elif mode == "Stretch":
            image = resize(image, (size, size))
        else:
            target = (size, int(size * h / w)) if w <= h else (int(size * w / h), size)
            image = resize(image, target)
            x, y = (image.width - size) // 2, (image.height - size) // 2
            image = image.crop((x, y, x + size, y + size))
        mean = (0.48145466, 0.4578275, 0.40821073)
        std = (0.26862954, 0.26130258, 0.27577711)
        data = image.tobytes()
        values = array.array("f", [(data[3 * i + c] / 255 - mean[c]) / std[c] for c in range(3) for i in range(size * size)])
        open(result, "wb").write(values.tobytes())
        """;

    [Theory]
    [InlineData(640, 480, 0, 0, 640, 480, 96)]
    [InlineData(480, 640, 0, 0, 480, 640, 336)]
    [InlineData(480, 480, 0, 0, 480, 480, 96)]
    [InlineData(301, 200, 17, 5, 130, 199, 96)]
    [InlineData(200, 301, 199, 300, 200, 301, 24)]
    [InlineData(900, 7, 0, 0, 900, 7, 48)]
    [InlineData(7, 901, 0, 0, 7, 901, 48)]
    [InlineData(96, 96, 0, 0, 96, 96, 96)]
    public void Tensors_equal_the_reference_in_every_mode(int width, int height, int left, int top, int right, int bottom, int size)
    {
        var image = TestImages.Extremes(width, height, 11);
        foreach (var mode in Enum.GetValues<ResizeMode>())
        {
            using var folder = new TempFolder();
            File.WriteAllBytes(folder["image"], image.Pixels);
            Pillow.Run(Script, folder["image"], folder["out"], $"{width}", $"{height}", $"{left}", $"{top}", $"{right}", $"{bottom}", $"{size}", $"{mode}");
            var expected = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(folder["out"])).ToArray();
            var preprocessing = new ImagePreprocessing { Size = size, Mode = mode };
            var actual = new float[preprocessing.TensorLength];

            preprocessing.WriteTensor(image, new PixelBox(left, top, right, bottom), actual);

            // One level of a byte is 0.014: the pixels are the same, the float arithmetic differs by rounding.
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        }
    }

    [Theory]
    [InlineData(ResizeMode.CenterCrop, 640, 480, 80, 0, 480, 480)]
    [InlineData(ResizeMode.CenterCrop, 480, 640, 0, 80, 480, 480)]
    [InlineData(ResizeMode.CenterCrop, 500, 500, 0, 0, 500, 500)]
    [InlineData(ResizeMode.PadToSquare, 640, 480, 0, -80, 640, 640)]
    [InlineData(ResizeMode.PadToSquare, 481, 640, -79, 0, 640, 640)]
    [InlineData(ResizeMode.Stretch, 640, 480, 0, 0, 640, 480)]
    public void The_frame_is_what_the_grid_covers(ResizeMode mode, int width, int height, double left, double top, double frameWidth, double frameHeight)
    {
        var frame = new ImagePreprocessing { Size = 336, Mode = mode }.Frame(new PixelSize(width, height));

        Assert.Equal(left, frame.Left, 1e-9);
        Assert.Equal(top, frame.Top, 1e-9);
        Assert.Equal(frameWidth, frame.Width, 1e-9);
        Assert.Equal(frameHeight, frame.Height, 1e-9);
    }

    [Fact]
    public void A_regions_frame_lies_in_the_regions_place()
    {
        var preprocessing = new ImagePreprocessing { Size = 96 };
        var whole = preprocessing.Frame(new PixelSize(300, 200));

        var frame = preprocessing.Frame(new PixelBox(40, 50, 340, 250));

        Assert.Equal(whole with { Left = whole.Left + 40, Top = whole.Top + 50 }, frame);
    }

    [Theory]
    [InlineData(ResizeMode.CenterCrop)]
    [InlineData(ResizeMode.PadToSquare)]
    [InlineData(ResizeMode.Stretch)]
    public void The_frame_finds_a_mark_that_the_tensor_shows(ResizeMode mode)
    {
        // A white square on black, 20 pixels wide around (410, 150).
        var image = new RgbImage(640, 480);
        for (var y = 140; y < 160; y++) image.Pixels.AsSpan(((y * 640) + 400) * 3, 60).Fill(255);
        var preprocessing = new ImagePreprocessing { Size = 96, Mode = mode, PadColor = default };
        var tensor = new float[preprocessing.TensorLength];

        preprocessing.WriteTensor(image, PixelBox.Whole(image.Size), tensor);

        var black = tensor.Min();
        var (sum, x, y0) = (0.0, 0.0, 0.0);
        for (var i = 0; i < 96 * 96; i++)
        {
            var light = tensor[i] > black + 0.5 ? tensor[i] - black : 0;
            (sum, x, y0) = (sum + light, x + (light * ((i % 96) + 0.5)), y0 + (light * ((i / 96) + 0.5)));
        }

        var frame = preprocessing.Frame(image.Size);
        Assert.Equal(410, frame.Left + (x / sum / 96 * frame.Width), 1.5);
        Assert.Equal(150, frame.Top + (y0 / sum / 96 * frame.Height), 1.5);
    }

    [Fact]
    public void A_region_outside_the_image_or_a_short_destination_is_refused()
    {
        var preprocessing = new ImagePreprocessing { Size = 8 };
        var image = new RgbImage(10, 10);

        Assert.Throws<ArgumentOutOfRangeException>(() => preprocessing.WriteTensor(image, new PixelBox(0, 0, 11, 10), new float[192]));
        Assert.Throws<ArgumentException>(() => preprocessing.WriteTensor(image, PixelBox.Whole(image.Size), new float[191]));
        Assert.Throws<InvalidOperationException>(() => (preprocessing with { Mean = [0.5f] }).WriteTensor(image, PixelBox.Whole(image.Size), new float[192]));
    }

    [Fact]
    public void A_size_that_cannot_be_resized_is_refused()
    {
        var preprocessing = new ImagePreprocessing { Size = 336 };

        Assert.Throws<ArgumentOutOfRangeException>(() => preprocessing.Frame(new PixelSize(0, 10)));
        Assert.Throws<ArgumentOutOfRangeException>(() => preprocessing.Frame(new PixelSize(int.MaxValue, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => (preprocessing with { Size = 0 }).Frame(new PixelSize(10, 10)));
    }

    [Theory]
    [InlineData(16_384, 1)]
    [InlineData(1, 16_384)]
    public void The_narrowest_image_takes_no_more_memory_than_its_middle(int width, int height)
    {
        // The image has the colour of the padding, so that every mode gives the same.
        var image = new RgbImage(width, height);
        image.Pixels.AsSpan().Fill(90);
        foreach (var mode in Enum.GetValues<ResizeMode>())
        {
            var preprocessing = new ImagePreprocessing { Size = 336, Mode = mode, PadColor = new(90, 90, 90) };
            var tensor = new float[preprocessing.TensorLength];
            var before = GC.GetAllocatedBytesForCurrentThread();

            preprocessing.WriteTensor(image, PixelBox.Whole(image.Size), tensor);

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
            Assert.All(tensor[..(336 * 336)], value => Assert.Equal(((90 / 255f) - 0.48145466f) / 0.26862954f, value, 1e-6f));
        }
    }
}
