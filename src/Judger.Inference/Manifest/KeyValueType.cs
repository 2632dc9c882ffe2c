using System.Text.Json.Serialization;

namespace Judger.Inference.Manifest;

/// <summary>The number format of the KV cache's buffers.</summary>
public enum KeyValueType
{
    /// <summary>IEEE 754 binary32, four bytes.</summary>
    [JsonStringEnumMemberName("float32")]
    Float32,

    /// <summary>IEEE 754 binary16, two bytes.</summary>
    [JsonStringEnumMemberName("float16")]
    Float16,

    /// <summary>The upper half of a binary32, two bytes.</summary>
    [JsonStringEnumMemberName("bfloat16")]
    BFloat16,
}
