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

    public bool NewerNames { get; init; }

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
}
