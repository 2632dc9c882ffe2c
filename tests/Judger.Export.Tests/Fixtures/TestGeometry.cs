using Judger.Inference;

namespace Judger.Testing;

/// <summary>The sizes of a random checkpoint. The defaults are a small model that differs from every default of the readers.</summary>
internal sealed record TestGeometry
{
    public int ImageSize { get; init; } = 24;

    public int PatchSize { get; init; } = 8;

    public int VisionHidden { get; init; } = 32;

    public int VisionIntermediate { get; init; } = 48;

    public int VisionLayers { get; init; } = 3;

    public int VisionHeads { get; init; } = 2;

    public int FeatureLayer { get; init; } = -2;

    public string VisionActivation { get; init; } = "quick_gelu";

    public int Hidden { get; init; } = 96;

    public int Intermediate { get; init; } = 80;

    public int Layers { get; init; } = 3;

    public int Heads { get; init; } = 2;

    public int KeyValueHeads { get; init; } = 2;

    public int HeadSize { get; init; } = 64;

    public int Context { get; init; } = 128;

    public double RopeTheta { get; init; } = 1000;

    public bool Tied { get; init; }

    public TensorNaming Naming { get; init; }

    public WeightType Type { get; init; } = WeightType.Float32;

    public int AttentionLayer { get; init; } = 1;

    public int Vocabulary { get; init; } = TestTokenizer.Count + 4;

    public int GridSide => ImageSize / PatchSize;

    public int Patches => GridSide * GridSide;

    /// <summary>The geometry of the embedded model.</summary>
    public static TestGeometry Tiny { get; } = new()
    {
        ImageSize = 96,
        VisionHidden = 128,
        VisionIntermediate = 512,
        VisionLayers = 4,
        VisionHeads = 4,
        FeatureLayer = -1,
        Hidden = 192,
        Intermediate = 512,
        Layers = 4,
        Heads = 3,
        KeyValueHeads = 3,
        Context = 1024,
        Vocabulary = 600,
        Type = WeightType.Float16,
    };

    /// <summary>About a billion parameters: Llama with grouped heads of 128, CLIP ViT-L/14-336, bfloat16.</summary>
    public static TestGeometry Billion { get; } = Clip(new()
    {
        Hidden = 2048,
        Intermediate = 5632,
        Layers = 18,
        Heads = 16,
        KeyValueHeads = 4,
        HeadSize = 128,
    });

    /// <summary>LLaVA-1.5-7B.</summary>
    public static TestGeometry Llava7B { get; } = Clip(new()
    {
        Hidden = 4096,
        Intermediate = 11008,
        Layers = 32,
        Heads = 32,
        KeyValueHeads = 32,
        HeadSize = 128,
        AttentionLayer = 14,
    });

    private static TestGeometry Clip(TestGeometry text) => text with
    {
        ImageSize = 336,
        PatchSize = 14,
        VisionHidden = 1024,
        VisionIntermediate = 4096,
        VisionLayers = 24,
        VisionHeads = 16,
        Context = 2048,
        RopeTheta = 10000,
        Vocabulary = 32064,
        Type = WeightType.BFloat16,
    };
}
