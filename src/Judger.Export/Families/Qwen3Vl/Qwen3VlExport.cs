using Judger.Core.Prompts;
using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Qwen25Vl;
using Judger.Export.Onnx;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Qwen3Vl;

/// <summary>A checkpoint of Qwen3-VL.</summary>
internal sealed class Qwen3VlExport : QwenVlExport
{
    private static readonly int[] PublishedSections = [24, 20, 20];

    private readonly Qwen3VlTower _tower;

    /// <exception cref="CheckpointException">A file is missing or wrong, or the checkpoint has something that the graphs do not.</exception>
    public Qwen3VlExport(Checkpoint checkpoint)
        : this(checkpoint, ReadText(checkpoint.Config, checkpoint.Warn))
    {
    }

    private Qwen3VlExport(Checkpoint checkpoint, TextConfig text)
        : this(checkpoint, text, Qwen3VlTower.Read(checkpoint.Config, text.Hidden, text.Layers))
    {
    }

    private Qwen3VlExport(Checkpoint checkpoint, TextConfig text, Qwen3VlTower tower)
        : base(checkpoint, text with { FeatureLayers = tower.Deepstack.Count }, tower.Sizes) => _tower = tower;

    private protected override AnySizeVision AnySize => new() { PositionSide = _tower.PositionSide };

    private protected override string Profile => PromptProfiles.Qwen3Vl.Name;

    private protected override int AttentionLayer => LookingLayer.OfQwen(Text.Layers);

    /// <inheritdoc/>
    public override void BuildVision(GraphBuilder graph, ModelPrecision precision) =>
        Qwen3VisionGraph.Build(new(graph, Checkpoint, precision), _tower, Image.Resolution!, Names.Vision);

    /// <inheritdoc/>
    public override void BuildProjector(GraphBuilder graph, ModelPrecision precision)
    {
        var weights = new GraphWeights(graph, Checkpoint, precision);
        var (width, parts) = (Tower.Hidden, 1 + _tower.Deepstack.Count);
        var features = weights.Enter(graph.Input("image_features", ElementType.Float32, 1, "patches", parts * width));
        string[] embeddings =
        [
            Merge("merger.", Part(0)),
            .. _tower.Deepstack.Select((feature, i) => Merge($"deepstack_merger_list.{feature.Merger}.", Part(i + 1))),
        ];
        var all = parts == 1 ? embeddings[0] : graph.Op("Concat", embeddings, Attributes.Of("axis", 2));
        weights.Leave(all, "image_embeds", 1, "tokens", parts * Text.Hidden);

        string Part(int index) => parts == 1
            ? features
            : graph.Op("Slice", [features, graph.Integers(index * width), graph.Integers((index + 1) * width), graph.Integers(2)]);

        // The norm is over a patch or over a whole token, as its weight is long.
        string Merge(string name, string x)
        {
            var (prefix, merged) = (Names.Vision + name, width * Tower.PatchesOfToken);
            var isOverToken = Checkpoint.Tensors.TryGetValue(prefix + "norm.weight", out var norm) && norm.Shape is [var length] && length == merged;
            if (isOverToken) x = Token(x);
            x = new LayerNorm(weights, isOverToken ? merged : width, QwenVlTower.NormEpsilon).Apply(prefix + "norm", x);
            if (!isOverToken) x = Token(x);
            var hidden = graph.Op("Gelu", [weights.Affine(prefix + "linear_fc1", x, merged, merged)]);
            return weights.Affine(prefix + "linear_fc2", hidden, Text.Hidden, merged);

            string Token(string patches) => graph.Op("Reshape", [patches, graph.Integers(1, -1, merged)]);
        }
    }

    /// <summary>Reads the decoder.</summary>
    /// <exception cref="CheckpointException">It asks for something that the graphs do not have.</exception>
    public static TextConfig ReadText(ConfigSection config, Action<string>? warn)
    {
        QwenVlFields.Config.Check(config, warn);
        return QwenVlText.Read(config, QwenVlText.Qwen3, PublishedSections, isInterleaved: true, warn);
    }
}
