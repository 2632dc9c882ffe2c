using System.Text;
using Judger.Imaging.Decoders;
using Judger.Imaging.Errors;

namespace Judger.Imaging.Tests;

public sealed class ForeignFormatTests
{
    [Theory]
    [InlineData("This is a text file, not a picture.", "of an unknown format")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"/>", "an SVG drawing")]
    [InlineData("<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><svg>&x;</svg>", "an SVG drawing")]
    [InlineData("\u00EF\u00BB\u00BF\n  <svg/>", "an SVG drawing")]
    [InlineData("<!DOCTYPE html><html></html>", "XML or HTML text")]
    [InlineData("{\"error\": 404}", "JSON text")]
    [InlineData("%PDF-1.7", "a PDF document")]
    [InlineData("\u00FF\u000A\u00FA", "a JPEG XL image")]
    [InlineData("\0\0\0\u000CJXL \r\n\u0087\n", "a JPEG XL image")]
    [InlineData("\0\0\0\u000CjP  \r\n\u0087\n\0\0\0\u0014ftypjp2 ", "a JPEG 2000 image")]
    [InlineData("\u00FF\u004F\u00FF\u0051\0", "a JPEG 2000 image")]
    [InlineData("\0\0\u0001\0\u0001\0\u0010\u0010\0\0\u0001\0\u0020\0", "an ICO icon")]
    [InlineData("\0\0\u0002\0\u0001\0\u0010\u0010\0\0\u0001\0\u0001\0\u0010\0\u0010\0", "a CUR cursor")]
    [InlineData("8BPS\0\u0001", "a PSD (Photoshop) file")]
    [InlineData("\0\0\0 ftypisom\0\0\u0002\0isomiso2avc1mp41", "an MP4 video")]
    [InlineData("\0\0\0\u0014ftypqt  \0\0\0\0qt  ", "a QuickTime video (MOV)")]
    [InlineData("\0\0\0\u0008wide\0\0\0\0mdat", "a QuickTime video (MOV)")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "a HEIC photo")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0mif1heic", "a HEIC photo")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0mif1miaf", "an HEIF image")]
    [InlineData("\0\0\0\u0018ftypcrx \0\0\0\0crx isom", "a Canon CR3 raw photo")]
    [InlineData("\u001A\u0045\u00DF\u00A3\u0001", "a Matroska or WebM video")]
    [InlineData("RIFF\0\0\0\0AVI LIST", "an AVI video")]
    [InlineData("RIFF\0\0\0\0WAVEfmt ", "a WAVE audio file")]
    [InlineData("II+\0\u0008\0\0\0", "a BigTIFF")]
    [InlineData("II*\0\u0010\0\0\0CR\u0002\0\0\0\0\0\0", "a Canon CR2 raw photo")]
    [InlineData("v/1\u0001\u0002\0\0\0", "an OpenEXR image")]
    [InlineData("P7\nWIDTH 1\n", "a PAM image")]
    [InlineData("qoif\0\0\0\u0001", "a QOI image")]
    [InlineData("PK\u0003\u0004", "a ZIP archive")]
    [InlineData("P9 1 1 255 abc", "of an unknown format")]
    [InlineData("RIFF", "of an unknown format")]
    [InlineData("x", "of an unknown format")]
    [InlineData("\0\0\0\0", "of an unknown format")]
    public void Other_formats_are_refused_by_content_and_named(string content, string named)
    {
        var exception = Assert.Throws<UnsupportedImageException>(() => ImageDecoder.Decode(Encoding.Latin1.GetBytes(content)));

        Assert.Equal("image-unsupported", exception.Code);
        Assert.StartsWith($"The image is {named}", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("which is not supported; save it as JPEG or PNG.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0mif1avif", ImageFormat.Avif)]
    [InlineData("\0\0\0\u0018ftypavif\0\0\0\0mif1heic", ImageFormat.Avif)]
    [InlineData("GIF89a", ImageFormat.Gif)]
    [InlineData("MM\0*\0\0\0\u0008", ImageFormat.Tiff)]
    [InlineData("BM\u0001\0\0\0", ImageFormat.Bmp)]
    [InlineData("P4#\n1 1\n\0", ImageFormat.Pnm)]
    [InlineData("\0\0\u0002\0\0\0\0\0\0\0\0\0\u0001\0\u0001\0\u0018\0abc", ImageFormat.Tga)]
    public void Formats_that_are_decoded_are_told_by_content(string content, ImageFormat format) =>
        Assert.Equal(format, ImageDecoder.DetectFormat(Encoding.Latin1.GetBytes(content)));
}
