using Judger.Core.Prompts;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Export.Onnx;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.LlavaNext;

/// <summary>A checkpoint of LLaVA-NeXT: CLIP without its class token, tiles of every image, Vicuna or Mistral text.</summary>
internal sealed class LlavaNextExport : TiledExport
{
    private const int PublishedImageToken = 32000;

    private static readonly TextDefaults[] Texts = [TextDefaults.Llama, TextDefaults.Mistral];
    private static readonly int[][] PublishedCanvases = [[336, 672], [672, 336], [672, 672], [1008, 336], [336, 1008]];

    private readonly TiledConfig _config;
    private readonly ClipConfig _vision;

    /// <exception cref="CheckpointException">A file is missing or wrong, or the checkpoint has something that the graphs do not.</exception>
    public LlavaNextExport(Checkpoint checkpoint)
        : this(checkpoint, ReadConfig(checkpoint.Config, checkpoint.Warn))
    {
    }

    private LlavaNextExport(Checkpoint checkpoint, TiledConfig config)
        : base(checkpoint, config)
    {
        (_config, _vision) = (config, ClipConfig.Read(checkpoint.Config.Section("vision_config"), checkpoint.Config));
        Image = new TiledPreprocessing
        {
            ImageSize = _vision.ImageSize,
            PatchSize = _vision.PatchSize,
            Processor = "LlavaNextImageProcessor",
            Canvases = config.Canvases,
            Selection = "default",
        }.Read(checkpoint);
    }

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <exception cref="CheckpointException">It asks for something that the graphs do not have.</exception>
    public static TiledConfig ReadConfig(ConfigSection config, Action<string>? warn) =>
        TiledConfig.Read(config, Texts, "default", PublishedImageToken, PublishedCanvases, warn);

    private protected override VisionGeometry Vision => new(_vision.ImageSize, _vision.PatchSize, _vision.FeatureWidth);

    private protected override ImagePreprocessing Image { get; }

    private protected override string Profile =>
        _config.TextType == TextDefaults.Mistral.Type ? PromptProfiles.LlavaNextMistral.Name : PromptProfiles.LlavaNextVicuna.Name;

    /// <inheritdoc/>
    public override void BuildVision(GraphBuilder graph, ModelPrecision precision) => ClipGraph.Build(new(graph, Checkpoint, precision), _vision, Names.Vision);
}
