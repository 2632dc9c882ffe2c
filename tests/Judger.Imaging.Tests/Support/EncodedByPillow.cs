namespace Judger.Imaging.Tests.Support;

/// <summary>Image files of every kind that is decoded, written by Pillow into a folder.</summary>
internal static class EncodedByPillow
{
    private const string Script = """
        import random, sys
        from PIL import Image
        folder = sys.argv[1]
        random.seed(7)
        def picture(mode, width, height):
            bands = len(Image.new(mode, (1, 1)).getbands())
            small = Image.frombytes(mode, (9, 7), bytes(random.randrange(256) for _ in range(9 * 7 * bands)))
            return small.resize((width, height), Image.BICUBIC)
        def save(name, image, **options):
            image.save(folder + "/" + name, **options)
        rgb, grey, rgba, cmyk = (picture(mode, 61, 47) for mode in ("RGB", "L", "RGBA", "CMYK"))
        for subsampling in range(3):
            save("subsampling%d.jpg" % subsampling, rgb, quality=85, subsampling=subsampling)
        save("progressive.jpg", rgb, quality=70, progressive=True)
        save("grey.jpg", grey, quality=80)
        save("cmyk.jpg", cmyk, quality=90)
        save("rgb.png", rgb)
        save("grey.png", grey)
        save("alpha.png", rgba)
        save("grey-alpha.png", rgba.convert("LA"))
        save("palette.png", rgb.quantize(37))
        save("palette-transparent.png", rgb.quantize(11), transparency=3)
        save("palette-16.png", rgb.quantize(13), bits=4)
        save("bilevel.png", grey.convert("1"))
        save("color-key.png", rgb, transparency=rgb.getpixel((3, 3)))
        save("lossy.webp", rgb, quality=80)
        save("lossless.webp", rgb, lossless=True)
        save("alpha.webp", rgba, quality=75)
        save("animated.webp", rgb, save_all=True, append_images=[picture("RGB", 61, 47)], duration=100)
        save("one-pixel.png", rgb.crop((0, 0, 1, 1)))
        save("one-pixel.jpg", rgb.crop((0, 0, 1, 1)))
        for orientation in range(10):
            exif = Image.Exif()
            exif[0x0112] = orientation
            for extension in ("jpg", "webp", "png"):
                save("orientation%d.%s" % (orientation, extension), rgb, exif=exif.tobytes())
        """;

    /// <summary>Writes the files and returns their paths.</summary>
    public static string[] Write(TempFolder folder)
    {
        Pillow.Run(Script, folder.Root);
        return Directory.GetFiles(folder.Root);
    }
}
