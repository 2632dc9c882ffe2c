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
}
