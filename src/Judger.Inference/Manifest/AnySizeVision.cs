using System.Text.Json.Serialization;

namespace Judger.Inference.Manifest;

/// <summary>What a vision encoder needs to know of an image that keeps its own size, beside its patches.</summary>
public sealed record AnySizeVision
{
    /// <summary>Tokens along a side of the windows that most layers attend within. <value>Default: null, every layer sees the whole image.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? WindowTokens { get; init; }

    /// <summary>
    /// Learned positions along a side of the square that is stretched over the image's patches. <value>Default: null, there are none.</value>
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PositionSide { get; init; }
}
