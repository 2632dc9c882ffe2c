using Judger.Imaging.Pixels;
using NetVips;

namespace Judger.Imaging.Tests.Support;

/// <summary>Files of the formats beside JPEG, PNG and WebP: what Pillow writes, what is put together by hand, and AVIF, which Pillow 9 does not know.</summary>
internal static class RareImages
{
    /// <summary>How many there are.</summary>
    public const int Count = 60;

    private const string Script = """
        import random, struct, sys
        from PIL import Image
        folder = sys.argv[1]
        random.seed(11)
        def picture(mode, width, height):
            bands = len(Image.new(mode, (1, 1)).getbands())
            small = Image.frombytes(mode, (9, 7), bytes(random.randrange(256) for _ in range(9 * 7 * bands)))
            return small.resize((width, height), Image.BICUBIC)
        def save(name, image, **options):
            image.save(folder + "/" + name, **options)
        def write(name, data):
            with open(folder + "/" + name, "wb") as out:
                out.write(data)
        rgb, grey, rgba, cmyk = (picture(mode, 61, 47) for mode in ("RGB", "L", "RGBA", "CMYK"))
        two = grey.convert("1")
        noise = lambda count: bytes(random.randrange(256) for _ in range(count))

        save("palette.gif", rgb.quantize(37))
        save("grey.gif", grey)
        save("animated.gif", rgb.quantize(50), save_all=True, append_images=[picture("RGB", 61, 47).quantize(50)], duration=100)
        for name, image in (("rgb", rgb), ("grey", grey), ("rgba", rgba), ("cmyk", cmyk), ("palette", rgb.quantize(37)), ("two", two)):
            for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate"):
                save("%s-%s.tif" % (name, compression), image, compression=compression)
        save("fax.tif", two, compression="group4")
        save("jpeg.tif", rgb, compression="jpeg")

        for name, image in (("rgb", rgb), ("grey", grey), ("palette", rgb.quantize(37)), ("two", two)):
            save(name + ".bmp", image)
        def bmp(name, width, height, bits, data, compression=0, palette=b"", masks=b"", header=40, colors=0):
            if header == 12:
                info = struct.pack("<IHHHH", 12, width, height, 1, bits)
            else:
                info = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, compression, len(data), 2835, 2835, colors, 0)
                if header > 40:
                    info += masks.ljust(header - 40, b"\0")
                    masks = b""
            at = 14 + len(info) + len(masks) + len(palette)
            write(name, b"BM" + struct.pack("<IHHI", at + len(data), 0, 0, at) + info + masks + palette + data)
        bmp("555.bmp", 10, 9, 16, noise(20 * 9))
        bmp("565.bmp", 10, 9, 16, noise(20 * 9), compression=3, masks=struct.pack("<III", 0xF800, 0x7E0, 0x1F))
        bmp("top-down.bmp", 7, -5, 24, noise(24 * 5))
        bmp("rgbx.bmp", 7, 5, 32, noise(28 * 5))
        bmp("bitfields.bmp", 7, 5, 32, noise(28 * 5), compression=3, masks=struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000), header=124)
        bmp("4.bmp", 7, 5, 4, bytes(b % 0xFF & 0x77 for b in noise(4 * 5)), palette=noise(64))
        bmp("core.bmp", 7, 5, 24, noise(24 * 5), header=12)
        rows = b"".join(bytes([3, random.randrange(16), 0, 4]) + bytes(random.randrange(16) for _ in range(4)) + b"\0\0" for _ in range(5))
        bmp("rle8.bmp", 7, 5, 8, rows + b"\0\1", compression=1, palette=noise(64), colors=16)

        for name, image in (("rgb", rgb), ("rgba", rgba), ("grey", grey), ("la", rgba.convert("LA")), ("palette", rgb.quantize(37))):
            save(name + ".tga", image)
            save(name + "-rle.tga", image, compression="tga_rle")
        save("top-down.tga", rgb, orientation=1)
        tga = lambda name, head, data: write(name, struct.pack("<BBBHHBHHHHBB", *head) + data)
        tga("555.tga", (5, 0, 2, 0, 0, 0, 0, 0, 8, 6, 16, 0), b"hello" + noise(8 * 6 * 2))
        tga("mapped-from-4.tga", (0, 1, 1, 4, 8, 24, 0, 0, 8, 6, 8, 32), noise(24) + bytes(4 + b % 8 for b in noise(48)))

        save("rgb.ppm", rgb)
        save("grey.pgm", grey)
        save("two.pbm", two)
        write("white-space.ppm", b"P6\n4 3\n255\n" + b"\n\t #\r " + noise(30))
        write("comment.pgm", b"P5 # a comment\n#another\n4\t3 255\n" + noise(12))
        write("max100.pgm", b"P5\n10 10\n100\n" + bytes(range(100)))
        write("wide.ppm", b"P6\n6 3\n4095\n" + b"".join(struct.pack(">H", random.randrange(4096)) for _ in range(54)))
        write("text.pbm", b"P1\n# bits\n7 3\n0110100\n1 0 1 0 1 0 1\n0000001\n")
        write("text.pgm", b"P2\n4 3\n15\n" + b" ".join(b"%d" % random.randrange(16) for _ in range(12)))
        write("text.ppm", b"P3\n4 3\n255\n" + b"\n".join(b"%d" % random.randrange(256) for _ in range(36)) + b"\n")
        """;

    /// <summary>Writes the files that Pillow reads too and returns their paths.</summary>
    public static string[] WriteForPillow(TempFolder folder)
    {
        Pillow.Run(Script, folder.Root);
        return Directory.GetFiles(folder.Root);
    }

    /// <summary>Writes all files and returns their paths.</summary>
    public static string[] Write(TempFolder folder)
    {
        WriteForPillow(folder);
        File.WriteAllBytes(folder["lossless.avif"], Avif(TestImages.Noise(31, 23, 3).Pixels, 31, 23, RgbImage.Channels));
        File.WriteAllBytes(folder["alpha.avif"], Avif(TestImages.Noise(32, 24, 4).Pixels, 32, 18, 4));
        return Directory.GetFiles(folder.Root);
    }

    /// <summary>An AVIF without loss.</summary>
    public static byte[] Avif(byte[] samples, int width, int height, int bands)
    {
        using var image = Image.NewFromMemory(samples, width, height, bands, Enums.BandFormat.Uchar);
        return image.HeifsaveBuffer(compression: Enums.ForeignHeifCompression.Av1, lossless: true);
    }
}
