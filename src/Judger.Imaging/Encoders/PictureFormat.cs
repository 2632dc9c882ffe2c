namespace Judger.Imaging.Encoders;

/// <summary>The formats in which pictures are written.</summary>
public enum PictureFormat
{
    /// <summary>PNG: lossless.</summary>
    Png,

    /// <summary>WebP: lossy, the smallest.</summary>
    WebP,

    /// <summary>JPEG: lossy, read everywhere.</summary>
    Jpeg,
}
