namespace Judger.Imaging.Decoders;

/// <summary>The image formats that are decoded.</summary>
public enum ImageFormat
{
    /// <summary>JPEG: baseline and progressive; grey, colour and CMYK.</summary>
    Jpeg,

    /// <summary>PNG: every colour type and bit depth.</summary>
    Png,

    /// <summary>WebP: lossy and lossless; the first frame of an animation.</summary>
    WebP,

    /// <summary>GIF: the first frame of an animation.</summary>
    Gif,

    /// <summary>TIFF: the first page, of 1 to 16 bits a sample.</summary>
    Tiff,

    /// <summary>AVIF: 8 to 12 bits a sample.</summary>
    Avif,

    /// <summary>BMP: palettes, run lengths, 16, 24 and 32 bits a pixel.</summary>
    Bmp,

    /// <summary>The Netpbm formats PBM, PGM and PPM, as text and as bytes.</summary>
    Pnm,

    /// <summary>TGA: palettes, run lengths, grey, 16, 24 and 32 bits a pixel.</summary>
    Tga,
}
