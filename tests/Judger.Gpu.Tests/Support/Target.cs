using Judger.Export.Synthetic;
using Judger.Inference.Contract;
using Judger.Inference.Manifest;

namespace Judger.Gpu.Tests.Support;

/// <summary>
/// What is checked: a GPU and a model of LLaVA-1.5-7B's shape where JUDGER_GPU is 1, and otherwise the processor and a small model, a dry run of the same.
/// </summary>
internal static class Target
{
    /// <summary>Whether there is to be a GPU.</summary>
    public static bool IsGpu { get; } = Environment.GetEnvironmentVariable("JUDGER_GPU") == "1";

    public static string Device { get; } = IsGpu ? "cuda:0" : "cpu:0";

    /// <summary>Whether the model is as large as the ones that are served. JUDGER_GPU_SMALL=1 tries a GPU with the dry run's model.</summary>
    private static bool IsLarge { get; } = IsGpu && Environment.GetEnvironmentVariable("JUDGER_GPU_SMALL") != "1";

    private static int Layers =>
        int.TryParse(Environment.GetEnvironmentVariable("JUDGER_GPU_LAYERS"), out var layers) ? layers : SyntheticGeometry.Llava7B.Layers;

    /// <summary>Whether decode steps are replayed as CUDA graphs.</summary>
    public static bool UsesGraphs { get; } = Environment.GetEnvironmentVariable("JUDGER_CUDA_GRAPHS") == "1";

    /// <summary>The shape of the random model. JUDGER_GPU_LAYERS gives it fewer decoder layers, for a quick look.</summary>
    public static SyntheticGeometry Geometry { get; } = (IsLarge
        ? SyntheticGeometry.Llava7B with { Layers = Layers, AttentionLayer = Layers / 2 - Layers / 16 }
        : new SyntheticGeometry
        {
            ImageSize = 84,
            PatchSize = 14,
            Hidden = 128,
            Intermediate = 344,
            Layers = 3,
            Heads = 2,
            KeyValueHeads = 2,
            Context = 2048,
            RopeTheta = 10000,
            AttentionLayer = 1,
            Vocabulary = 4096,
        }) with
    { Type = WeightType.Float16 };

    /// <summary>The number format of the large model. <value>float16, or what JUDGER_GPU_PRECISION says.</value></summary>
    public static ModelPrecision Precision { get; } = Environment.GetEnvironmentVariable("JUDGER_GPU_PRECISION") == "bfloat16" && IsGpu
        ? ModelPrecision.BFloat16
        : ModelPrecision.Float16;

    /// <summary>Answers of the embedded model that are compared.</summary>
    public static int Answers { get; } = IsLarge ? 500 : 25;

    /// <summary>Prompts that are compared with transformers.</summary>
    public static int Prompts { get; } = IsLarge ? 20 : 4;

    /// <summary>Side of the square matrices whose product is the peak.</summary>
    public static int PeakSide { get; } = IsLarge ? 8192 : 256;

    /// <summary>Bytes of the copy that is the peak of bandwidth.</summary>
    public static long CopyBytes { get; } = IsLarge ? 4L << 30 : 16 << 20;

    public static EngineOptions Options(int lanes) => new() { Device = Device, Lanes = lanes, MaxContext = 2048, CudaGraphs = UsesGraphs };
}
