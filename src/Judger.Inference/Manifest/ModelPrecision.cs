using System.Text.Json.Serialization;

namespace Judger.Inference.Manifest;

/// <summary>The number format in which a model's graphs compute.</summary>
public enum ModelPrecision
{
    /// <summary>IEEE 754 binary32 throughout.</summary>
    [JsonStringEnumMemberName("float32")]
    Float32,

    /// <summary>IEEE 754 binary16 weights, activations and KV cache, for CUDA.</summary>
    [JsonStringEnumMemberName("float16")]
    Float16,

    /// <summary>bfloat16 decoder and KV cache for CUDA, for weights or activations that float16 cannot hold; image encoder and projector are float16.</summary>
    [JsonStringEnumMemberName("bfloat16")]
    BFloat16,

    /// <summary>8-bit weights with a scale for each output, activations quantised row by row: fast prefill on the CPU.</summary>
    [JsonStringEnumMemberName("int8")]
    Int8,

    /// <summary>4-bit weights with a scale for each block of inputs: fast decode on the CPU, and the smallest folder.</summary>
    [JsonStringEnumMemberName("int4")]
    Int4,
}
