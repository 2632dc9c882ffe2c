using System.Text.Json;
using Judger.Inference.Manifest;

namespace Judger.Export.Synthetic;

/// <summary>
/// The sizes of a random checkpoint of LLaVA-1.5's architecture. The defaults are a small model that differs from every default of the readers.
/// </summary>
public sealed record SyntheticGeometry : CheckpointShape
{
    /// <summary>Side of the vision tower's input, in pixels.</summary>
    public int ImageSize { get; init; } = 24;

    /// <summary>Side of a patch, in pixels; it divides <see cref="ImageSize"/>.</summary>
    public int PatchSize { get; init; } = 8;

    /// <summary>Width of the vision tower's residual stream, in values.</summary>
    public int VisionHidden { get; init; } = 32;

    /// <summary>Width of the vision tower's MLP, in values.</summary>
    public int VisionIntermediate { get; init; } = 48;

    /// <summary>Layers of the vision tower.</summary>
    public int VisionLayers { get; init; } = 3;

    /// <summary>Attention heads of the vision tower; they divide <see cref="VisionHidden"/>.</summary>
    public int VisionHeads { get; init; } = 2;

    /// <summary>The vision layer whose output is projected; negative values count from the last layer.</summary>
    public int FeatureLayer { get; init; } = -2;

    /// <summary>The vision tower's activation: <c>quick_gelu</c> or <c>gelu</c>.</summary>
    public string VisionActivation { get; init; } = "quick_gelu";

    /// <summary>Width of the decoder's residual stream, in values.</summary>
    public int Hidden { get; init; } = 96;

    /// <summary>Width of the decoder's MLP, in values.</summary>
    public int Intermediate { get; init; } = 80;

    /// <summary>Layers of the decoder.</summary>
    public int Layers { get; init; } = 3;

    /// <summary>Query heads of the decoder.</summary>
    public int Heads { get; init; } = 2;

    /// <summary>Key and value heads of the decoder; they divide <see cref="Heads"/>.</summary>
    public int KeyValueHeads { get; init; } = 2;

    /// <summary>Width of one decoder head, in values.</summary>
    public int HeadSize { get; init; } = 64;

    /// <summary>The longest sequence, in tokens.</summary>
    public int Context { get; init; } = 128;

    /// <summary>The base of the rotary embedding's wavelengths.</summary>
    public double RopeTheta { get; init; } = 1000;

    /// <summary>Whether the head shares the token embeddings' weights.</summary>
    public bool Tied { get; init; }

    /// <summary>The names of the tensors.</summary>
    public TensorNaming Naming { get; init; }

    /// <summary>The decoder layer whose attention says where the model looks, 0-based.</summary>
    public int AttentionLayer { get; init; } = 1;

    /// <summary>Rows of the token embeddings; the last one is the image token.</summary>
    public int Vocabulary { get; init; } = SyntheticTokenizer.Count + 4;

    /// <summary>Patches along one side of the image.</summary>
    public int GridSide => ImageSize / PatchSize;

    /// <summary>Patches of the image.</summary>
    public int Patches => GridSide * GridSide;

    /// <summary>The geometry of the embedded model.</summary>
    public static SyntheticGeometry Tiny { get; } = new()
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
    public static SyntheticGeometry Billion { get; } = Clip(new()
    {
        Hidden = 2048,
        Intermediate = 5632,
        Layers = 18,
        Heads = 16,
        KeyValueHeads = 4,
        HeadSize = 128,
    });

    /// <summary>LLaVA-1.5-7B: Vicuna-7B and CLIP ViT-L/14-336, 7.1 billion parameters.</summary>
    public static SyntheticGeometry Llava7B { get; } = Clip(new()
    {
        Hidden = 4096,
        Intermediate = 11008,
        Layers = 32,
        Heads = 32,
        KeyValueHeads = 32,
        HeadSize = 128,
        AttentionLayer = 14,
    });

    /// <summary>The shapes that have a name: <c>llava-7b</c>, <c>billion</c>, and <c>small</c>, which is the record's defaults.</summary>
    public static IReadOnlyDictionary<string, SyntheticGeometry> ByName { get; } = new Dictionary<string, SyntheticGeometry>(StringComparer.Ordinal)
    {
        ["llava-7b"] = Llava7B,
        ["billion"] = Billion,
        ["small"] = new(),
    };

    /// <inheritdoc/>
    internal override IReadOnlyList<LayoutTensor> Layout() => new CheckpointLayout(this).Tensors;

    /// <inheritdoc/>
    internal override void WriteFiles(string folder, string name)
    {
        var own = JsonSerializer.Serialize(new { name, profile = "vicrop", attention_layer = AttentionLayer });
        CheckpointConfig.Write(folder, this, own, SyntheticTokenizer.WriteFor(this));
    }

    private static SyntheticGeometry Clip(SyntheticGeometry text) => text with
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
