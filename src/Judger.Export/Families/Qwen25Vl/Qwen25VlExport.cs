using Judger.Core.Prompts;
using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Onnx;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Qwen25Vl;

/// <summary>A checkpoint of Qwen2.5-VL.</summary>
internal sealed class Qwen25VlExport : QwenVlExport
{
    private static readonly int[] PublishedSections = [16, 24, 24];

    private readonly Qwen25VlTower _tower;

    /// <exception cref="CheckpointException">A file is missing or wrong, or the checkpoint has something that the graphs do not.</exception>
    public Qwen25VlExport(Checkpoint checkpoint)
        : this(checkpoint, ReadText(checkpoint.Config, checkpoint.Warn))
    {
    }

    private Qwen25VlExport(Checkpoint checkpoint, TextConfig text)
        : this(checkpoint, text, Qwen25VlTower.Read(checkpoint.Config, text.Hidden))
    {
    }

    private Qwen25VlExport(Checkpoint checkpoint, TextConfig text, Qwen25VlTower tower)
        : base(checkpoint, text, tower.Sizes) => _tower = tower;

    private protected override AnySizeVision AnySize => new() { WindowTokens = _tower.WindowTokens };

    private protected override string Profile => PromptProfiles.Qwen25Vl.Name;

    private protected override int AttentionLayer =>
        Text.Layers > LookingLayer.PublishedForQwen ? LookingLayer.PublishedForQwen : LookingLayer.OfQwen(Text.Layers);

    /// <inheritdoc/>
    public override void BuildVision(GraphBuilder graph, ModelPrecision precision) =>
        Qwen25VisionGraph.Build(new(graph, Checkpoint, precision), _tower, Image.Resolution!, Names.Vision);

    /// <inheritdoc/>
    public override void BuildProjector(GraphBuilder graph, ModelPrecision precision)
    {
        var weights = new GraphWeights(graph, Checkpoint, precision);
        var (prefix, width, merged) = (Names.Vision + "merger.", Tower.Hidden, Tower.Hidden * Tower.PatchesOfToken);
        var features = weights.Enter(graph.Input("image_features", ElementType.Float32, 1, "patches", width));
        var (normed, _) = new RmsNorm(weights, width, QwenVlTower.NormEpsilon).Apply(prefix + "ln_q.weight", features, addition: null);
        var token = graph.Op("Reshape", [normed, graph.Integers(1, -1, merged)]);
        var hidden = graph.Op("Gelu", [weights.Affine(prefix + "mlp.0", token, merged, merged)]);
        weights.Leave(weights.Affine(prefix + "mlp.2", hidden, Text.Hidden, merged), "image_embeds", 1, "tokens", Text.Hidden);
    }

    /// <summary>Reads the decoder.</summary>
    /// <exception cref="CheckpointException">It asks for something that the graphs do not have.</exception>
    public static TextConfig ReadText(ConfigSection config, Action<string>? warn)
    {
        QwenVlFields.Config.Check(config, warn);
        return QwenVlText.Read(config, QwenVlText.Qwen25, PublishedSections, isInterleaved: false, warn);
    }
}
