using System.Text.Json.Serialization;

namespace Judger.Imaging.Preprocessing;

/// <summary>What decides into how many tiles an image is split.</summary>
public enum SplitRule
{
    /// <summary>
    /// The image is resized to a longest edge, and then to the next multiples of the tile's side (Idefics3, SmolVLM). The second resize starts from the first
    /// one's 8-bit result.
    /// </summary>
    [JsonStringEnumMemberName("longest_edge")]
    LongestEdge,

    /// <summary>The grid of tiles whose ratio is nearest to the image's, within a number of tiles (InternVL).</summary>
    [JsonStringEnumMemberName("closest_ratio")]
    ClosestRatio,

    /// <summary>The image is resized to a longest edge, and then to one tile (Idefics3 and SmolVLM without image splitting).</summary>
    [JsonStringEnumMemberName("whole")]
    Whole,
}
