namespace Judger.Benchmarks.Peers.Gguf;

/// <summary>Number formats of tensors, with ggml's numbers (ggml.h, ggml_type).</summary>
internal enum GgufType
{
    /// <summary>Single precision.</summary>
    Float32 = 0,

    /// <summary>Blocks of 32 in 16 levels around the eighth, with one half-precision scale.</summary>
    Q4 = 2,

    /// <summary>Blocks of 32 in signed bytes, with one half-precision scale.</summary>
    Q8 = 8,
}
