using Judger.Export.Pipeline;
using Judger.Export.Synthetic;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Models;

/// <summary>A model with random weights: what it says means nothing, what it costs is what a trained one of its shape costs.</summary>
internal sealed record RandomModel(string Name, SyntheticGeometry Geometry)
{
    /// <summary>Hidden size 1024 in heads of 128 as LLaVA-1.5 has them, 51 million parameters in four layers.</summary>
    public static RandomModel Wide { get; } = new("wide", new()
    {
        Hidden = 1024,
        Intermediate = 2816,
        Layers = 4,
        Heads = 8,
        KeyValueHeads = 8,
        HeadSize = 128,
        Context = 2048,
        RopeTheta = 10000,
        Vocabulary = 4096,
    });

    /// <summary>
    /// Hidden size 2048, 103 million parameters in two layers: of a prefill's time more is products and less is attention, as in the models that are served.
    /// </summary>
    public static RandomModel Wider { get; } = new(
        "wider", Wide.Geometry with { Hidden = 2048, Intermediate = 5632, Layers = 2, Heads = 16, KeyValueHeads = 16 });

    /// <summary>The decoder of hidden size 1024 behind LLaVA-1.5's picture of 24 x 24 patches, and an encoder that costs a sixteenth of it.</summary>
    public static RandomModel Photograph { get; } = new("photograph", Picture(Wide.Geometry) with { AttentionLayer = 2 });

    /// <summary>Hidden size 512 in eight layers, 25 million parameters, behind the same picture.</summary>
    public static RandomModel Small { get; } = new("small", Picture(Wide.Geometry) with
    {
        Hidden = 512,
        Intermediate = 1408,
        Layers = 8,
        Heads = 4,
        KeyValueHeads = 4,
        AttentionLayer = 4,
    });

    /// <summary>
    /// Hidden size 1024 in 24 layers with a vocabulary of 32,000, bfloat16: 336 million parameters of text decoder. The encoder is next to nothing.
    /// </summary>
    public static RandomModel PeerSmall { get; } = new(
        "peer-small", Wide.Geometry with { Layers = 24, Vocabulary = 32000, Type = SyntheticGeometry.Billion.Type });

    /// <summary>
    /// The text decoder of <see cref="SyntheticGeometry.Billion"/>, about a billion parameters in bfloat16. The encoder is next to nothing.
    /// </summary>
    public static RandomModel PeerBillion { get; } = new("peer-1b", new()
    {
        Hidden = SyntheticGeometry.Billion.Hidden,
        Intermediate = SyntheticGeometry.Billion.Intermediate,
        Layers = SyntheticGeometry.Billion.Layers,
        Heads = SyntheticGeometry.Billion.Heads,
        KeyValueHeads = SyntheticGeometry.Billion.KeyValueHeads,
        HeadSize = SyntheticGeometry.Billion.HeadSize,
        RopeTheta = SyntheticGeometry.Billion.RopeTheta,
        Vocabulary = SyntheticGeometry.Billion.Vocabulary,
        Context = 2048,
        Type = SyntheticGeometry.Billion.Type,
    });

    /// <summary>CLIP of hidden size 512 in 12 layers behind pictures of 24 x 24 patches, for <see cref="PeerSmall"/>.</summary>
    public static RandomModel PeerSmallEyes { get; } = new("peer-small-eyes", Eyes(PeerSmall.Geometry, hidden: 512, layers: 12, heads: 8));

    /// <summary>CLIP ViT-L/14-336, for <see cref="PeerBillion"/>.</summary>
    public static RandomModel PeerBillionEyes { get; } = new("peer-1b-eyes", Eyes(PeerBillion.Geometry, hidden: 1024, layers: 24, heads: 16));

    /// <summary>What shows that a comparison of peers runs.</summary>
    public static RandomModel PeerQuick { get; } = new(
        "peer-quick", Wide.Geometry with { Hidden = 512, Intermediate = 1408, Heads = 4, KeyValueHeads = 4, Layers = 2, Vocabulary = 1024 });

    /// <summary>An encoder for <see cref="PeerQuick"/>.</summary>
    public static RandomModel PeerQuickEyes { get; } = new("peer-quick-eyes", Eyes(PeerQuick.Geometry, hidden: 256, layers: 4, heads: 4));

    public void WriteCheckpoint(string folder) => SyntheticCheckpoint.Write(new() { Output = folder, Geometry = Geometry });

    public static void Export(string checkpoint, string output, ModelPrecision precision, bool isSplit = false) =>
        ModelExporter.Export(new() { Checkpoint = checkpoint, Output = output, Precision = precision, SplitDecoder = isSplit });

    /// <summary>Floating-point operations of one position in the decoder's linear layers, the head left out.</summary>
    public double LinearFlops
    {
        get
        {
            double queries = Geometry.Heads * Geometry.HeadSize, keys = Geometry.KeyValueHeads * Geometry.HeadSize, hidden = Geometry.Hidden;
            return 2 * Geometry.Layers * hidden * ((2 * queries) + (2 * keys) + (3 * Geometry.Intermediate));
        }
    }

    /// <summary>Floating-point operations of one image in the linear layers of the encoder, up to the last but one, and of the projector.</summary>
    public double EncodeFlops
    {
        get
        {
            double patches = Geometry.Patches, width = Geometry.VisionHidden, hidden = Geometry.Hidden;
            var layer = (4 * width * width) + (2 * width * Geometry.VisionIntermediate);
            var embedding = 3.0 * Geometry.PatchSize * Geometry.PatchSize * width;
            return 2 * (((patches + 1) * (Geometry.VisionLayers - 1) * layer) + (patches * (embedding + (width * hidden) + (hidden * hidden))));
        }
    }

    /// <summary>Weights that a decode step reads: those of the linear layers and the head.</summary>
    public double StepWeights => (LinearFlops / 2) + ((double)Geometry.Hidden * Geometry.Vocabulary);

    /// <summary>Floating-point operations of causal attention over a prompt: two products, each position with half of all on average.</summary>
    public double AttentionFlops(double positions) => 2.0 * Geometry.Layers * Geometry.Heads * Geometry.HeadSize * positions * positions;

    // The decoder behind it is as small as one can be.
    private static SyntheticGeometry Eyes(SyntheticGeometry text, int hidden, int layers, int heads) => text with
    {
        ImageSize = 336,
        PatchSize = 14,
        VisionHidden = hidden,
        VisionIntermediate = 4 * hidden,
        VisionLayers = layers,
        VisionHeads = heads,
        Layers = 1,
        AttentionLayer = 0,
        Vocabulary = 512,
    };

    private static SyntheticGeometry Picture(SyntheticGeometry text) => text with
    {
        ImageSize = 336,
        PatchSize = 14,
        VisionHidden = 256,
        VisionIntermediate = 1024,
        VisionLayers = 4,
        VisionHeads = 4,
    };
}
