using System.Buffers.Binary;
using Judger.Imaging.Decoders;
using Judger.Imaging.Encoders;
using Judger.Imaging.Errors;
using Judger.Imaging.Pixels;
using Judger.Imaging.Tests.Support;

namespace Judger.Imaging.Tests;

/// <summary>What lies in and behind a JPEG beside its picture, and JPEGs that are larger than the limits.</summary>
public sealed class JpegStreamTests
{
    // What a search for scans would count.
    private static readonly byte[] ManyScans = [.. Enumerable.Repeat<byte[]>([0xFF, 0xDA, 0, 2], 5_000).SelectMany(scan => scan)];

    private static readonly RgbImage Picture = TestImages.Noise(61, 47, 9);
    private static readonly byte[] Jpeg = ImageEncoder.Encode(Picture, PictureFormat.Jpeg);
    private static readonly RgbImage Decoded = ImageDecoder.Decode(Jpeg);

    [Fact]
    public void The_film_of_a_motion_photo_is_ignored()
    {
        byte[] film = [0, 0, 0, 24, .. "ftypmp42\0\0\0\0mp42isom"u8, .. ManyScans, .. Jpeg];

        TestImages.AssertEqual(Decoded, ImageDecoder.Decode([.. Jpeg, .. film]), "motion photo");
    }

    [Fact]
    public void Large_segments_and_thumbnails_in_them_are_skipped()
    {
        byte[] segments =
        [
            .. Segment(0xE1, [.. "Exif\0\0"u8, .. Jpeg]),
            .. Enumerable.Range(0, 60).SelectMany(_ => Segment(0xE2, [.. "MPF\0"u8, .. ManyScans])),
            .. Segment(0xFE, ManyScans),
            0xFF, 0xFF, 0xFF,
            .. Segment(0xED, new byte[65_533]),
        ];

        TestImages.AssertEqual(Decoded, ImageDecoder.Decode([.. Jpeg[..2], .. segments, .. Jpeg[2..]]), "segments");
    }

    [Fact]
    public void Scans_of_the_picture_itself_are_counted_wherever_segments_lie_between_them()
    {
        byte[] scans = [.. Enumerable.Repeat<byte[]>([.. Segment(0xE5, [1, 2, 3]), 0xFF, 0xDA, 0, 2, 7, 0xFF, 0, 0xFF, 0xD3], 101).SelectMany(scan => scan)];

        var exception = Assert.Throws<CorruptImageException>(() => ImageDecoder.Decode([0xFF, 0xD8, .. scans]));

        Assert.Contains("more than 100 scans", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_lies_behind_any_other_image_is_ignored_too()
    {
        using var folder = new TempFolder();

        EncodedByPillow.Write(folder);

        foreach (var path in RareImages.Write(folder))
        {
            var bytes = File.ReadAllBytes(path);
            TestImages.AssertEqual(ImageDecoder.Decode(bytes), ImageDecoder.Decode([.. bytes, .. ManyScans]), path);
        }
    }

    [Fact]
    public void A_JPEG_above_the_limit_is_shrunk_as_Pillows_draft_does_where_the_options_allow_it()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["large.jpg"], ImageEncoder.Encode(TestImages.Noise(256, 192, 3), PictureFormat.Jpeg));
        Pillow.Run(
            """
            import sys
            from PIL import Image
            for size in ((128, 96), (64, 48), (32, 24)):
                image = Image.open(sys.argv[1])
                image.draft("RGB", size)
                open("%s.%d" % (sys.argv[1], size[0]), "wb").write(image.tobytes())
            """,
            folder["large.jpg"]);
        var jpeg = File.ReadAllBytes(folder["large.jpg"]);

        foreach (var (width, height) in ((int, int)[])[(128, 96), (64, 48), (32, 24)])
        {
            var options = new ImageDecodeOptions { MaxPixels = width * height, ShrinkJpegs = true };
            Assert.Equal(new ImageHeader(ImageFormat.Jpeg, width, height), ImageDecoder.Identify(jpeg, options));
            TestImages.AssertEqual(new(width, height, File.ReadAllBytes(folder[$"large.jpg.{width}"])), ImageDecoder.Decode(jpeg, options), $"{width}");
            Assert.Throws<ImageTooLargeException>(() => ImageDecoder.Decode(jpeg, options with { ShrinkJpegs = false }));
        }

        Assert.Throws<ImageTooLargeException>(() => ImageDecoder.Decode(jpeg, new() { MaxPixels = 767, ShrinkJpegs = true }));
    }

    [Fact]
    public void A_photo_of_108_megapixels_is_halved()
    {
        var photo = JpegWriter.Grey(12_000, 9_000);
        var options = new ImageDecodeOptions { ShrinkJpegs = true };

        Assert.Throws<ImageTooLargeException>(() => ImageDecoder.Identify(photo));
        var image = ImageDecoder.Decode(photo, options);

        Assert.Equal(new PixelSize(6_000, 4_500), image.Size);
        Assert.Equal(image.Pixels.Length, image.Pixels.AsSpan().Count((byte)128));
        Assert.Equal(new ImageHeader(ImageFormat.Jpeg, 12_000, 9_000), ImageDecoder.Identify(photo, new() { MaxPixels = 108_000_000 }));
    }

    [Fact]
    public void A_progressive_JPEG_above_the_limit_is_refused_because_all_its_coefficients_would_be_in_memory() =>
        Assert.Throws<ImageTooLargeException>(
            () => ImageDecoder.Decode(JpegWriter.Grey(12_000, 9_000, isProgressive: true), new() { ShrinkJpegs = true }));

    private static byte[] Segment(byte marker, byte[] content)
    {
        byte[] segment = [0xFF, marker, 0, 0, .. content];
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)(content.Length + 2));
        return segment;
    }
}
