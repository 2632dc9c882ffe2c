using Judger.Imaging.Decoders;
using Judger.Imaging.Pixels;
using Judger.Imaging.Tests.Support;

namespace Judger.Imaging.Tests;

public sealed class TransparencyTests
{
    // Each file as Pillow's paste with a mask puts it on a colour.
    private const string Paste = """
        import sys, struct
        from PIL import Image
        for path in sys.argv[2:]:
            image = Image.open(path).convert("RGBA")
            ground = Image.new("RGB", image.size, sys.argv[1])
            ground.paste(image, mask=image.getchannel("A"))
            with open(path + ".raw", "wb") as out:
                out.write(struct.pack("<ii", *ground.size) + ground.tobytes())
        """;

    [Theory]
    [InlineData("white")]
    [InlineData("black")]
    [InlineData("#10C8F0")]
    public void Transparent_pixels_are_put_on_the_background_as_Pillow_pastes_them(string name)
    {
        using var folder = new TempFolder();
        Assert.True(ImageBackground.TryParse(name, out var background));
        EncodedByPillow.Write(folder);
        var all = RareImages.WriteForPillow(folder);

        // An image of grey and alpha is among them: Pillow expands it in the same way. A TGA of 16 bits a pixel has no alpha here and in Pillow.
        string[] transparent =
        [
            .. all.Where(path => Path.GetFileName(path) is var file && (file.Contains("alpha", StringComparison.Ordinal)
                || file.Contains("transparent", StringComparison.Ordinal) || file.StartsWith("rgba", StringComparison.Ordinal)
                || file.StartsWith("la", StringComparison.Ordinal) || file is "color-key.png" or "bitfields.bmp")),
        ];
        Assert.Equal(13, transparent.Length);
        Pillow.Run(Paste, [name, .. transparent]);

        foreach (var path in transparent)
        {
            var raw = File.ReadAllBytes(path + ".raw");
            var expected = new RgbImage(BitConverter.ToInt32(raw, 0), BitConverter.ToInt32(raw, 4), raw[8..]);
            TestImages.AssertEqual(expected, ImageDecoder.Decode(File.ReadAllBytes(path), new() { Background = background }), path);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void White_is_the_default_for_16_bit_samples_too(byte colorType)
    {
        // Two pixels: transparent black and opaque grey of 0x80FF.
        var samples = colorType == 4 ? 1 : 3;
        byte[] line = [0, .. new byte[2 * samples], 0, 0, .. Enumerable.Repeat<byte[]>([0x80, 0xFF], samples).SelectMany(sample => sample), 0xFF, 0xFF];

        Assert.Equal(new byte[] { 255, 255, 255, 0x80, 0x80, 0x80 }, ImageDecoder.Decode(PngWriter.Write(2, 1, 16, colorType, line)).Pixels);
    }

    [Fact]
    public void A_transparent_GIF_is_white_where_nothing_is_drawn()
    {
        // One pixel of the second colour, which is transparent.
        byte[] gif =
        [
            .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 1, 2, 3, 9, 8, 7, 0x21, 0xF9, 4, 1, 0, 0, 1, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4C, 1, 0, 0x3B,
        ];

        Assert.Equal(new byte[] { 255, 255, 255 }, ImageDecoder.Decode(gif).Pixels);
        Assert.Equal(new byte[] { 0, 0, 0 }, ImageDecoder.Decode(gif, new() { Background = RgbColor.Black }).Pixels);
    }

    [Theory]
    [InlineData("White", 255, 255, 255)]
    [InlineData("black", 0, 0, 0)]
    [InlineData("#0a141e", 10, 20, 30)]
    public void Backgrounds_are_read(string text, byte red, byte green, byte blue)
    {
        Assert.True(ImageBackground.TryParse(text, out var background));
        Assert.Equal(new RgbColor(red, green, blue), background);
    }

    [Fact]
    public void None_is_a_background_too()
    {
        Assert.True(ImageBackground.TryParse("none", out var background));
        Assert.Null(background);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("grey")]
    [InlineData("#12345")]
    [InlineData("#1234567")]
    [InlineData("#12345G")]
    [InlineData("#+12345")]
    public void Other_backgrounds_are_not(string? text) => Assert.False(ImageBackground.TryParse(text, out _));
}
