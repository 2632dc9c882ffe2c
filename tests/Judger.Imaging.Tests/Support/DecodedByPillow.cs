using Judger.Imaging.Pixels;

namespace Judger.Imaging.Tests.Support;

/// <summary>Files as Pillow reads them.</summary>
internal static class DecodedByPillow
{
    private const string Script = """
        import sys, struct
        from PIL import Image, ImageOps
        for path in sys.argv[2:]:
            image = Image.open(path)
            if sys.argv[1] == "upright":
                image = ImageOps.exif_transpose(image)
            image = image.convert("RGB")
            with open(path + ".raw", "wb") as out:
                out.write(struct.pack("<ii", *image.size) + image.tobytes())
        """;

    /// <summary>Decodes files; <paramref name="upright"/> applies their EXIF orientation.</summary>
    public static IEnumerable<(string Path, RgbImage Image)> Read(bool upright, params string[] paths)
    {
        Pillow.Run(Script, [upright ? "upright" : "stored", .. paths]);
        foreach (var path in paths)
        {
            var raw = File.ReadAllBytes(path + ".raw");
            yield return (path, new RgbImage(BitConverter.ToInt32(raw, 0), BitConverter.ToInt32(raw, 4), raw[8..]));
        }
    }
}
