using System.Text.Json.Serialization;

namespace Judger.Inference.Manifest;

/// <summary>The number format in which weights are stored.</summary>
public enum WeightType
{
    /// <summary>IEEE 754 binary32.</summary>
    [JsonStringEnumMemberName("float32")]
    Float32,

    /// <summary>IEEE 754 binary16.</summary>
    [JsonStringEnumMemberName("float16")]
    Float16,

    /// <summary>The upper half of a binary32.</summary>
    [JsonStringEnumMemberName("bfloat16")]
    BFloat16,
}
