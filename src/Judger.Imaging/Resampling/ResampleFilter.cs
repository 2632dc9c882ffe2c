using System.Text.Json.Serialization;

namespace Judger.Imaging.Resampling;

/// <summary>The filter of a resize, each as Pillow computes it: antialiased where the image becomes smaller.</summary>
public enum ResampleFilter
{
    /// <summary>Cubic convolution with a = -0.5 over four pixels.</summary>
    [JsonStringEnumMemberName("bicubic")]
    Bicubic,

    /// <summary>Linear interpolation between two pixels.</summary>
    [JsonStringEnumMemberName("bilinear")]
    Bilinear,

    /// <summary>A sinc under a window of three lobes, over six pixels.</summary>
    [JsonStringEnumMemberName("lanczos")]
    Lanczos,
}
