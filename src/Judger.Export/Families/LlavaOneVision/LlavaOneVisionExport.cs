using System.Globalization;
using Judger.Core.Prompts;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Export.Families.LlavaNext;
using Judger.Export.Onnx;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.LlavaOneVision;

/// <summary>
/// A checkpoint of LLaVA-OneVision: all of SigLIP's patches, tiles of an image that is alone in its prompt, squares of several, Qwen2 text.
/// </summary>
internal sealed class LlavaOneVisionExport : TiledExport
{
    private const int PublishedImageToken = 151646;
    private const int PublishedTile = 384;
    private const int PublishedSide = 6;
    private const string Limit = "anyres_max_";

    private static readonly int[][] PublishedCanvases =
        [.. Enumerable.Range(0, PublishedSide * PublishedSide).Select(i => new[] { Side(i / PublishedSide), Side(i % PublishedSide) })];

    private readonly SiglipConfig _vision;

    /// <exception cref="CheckpointException">A file is missing or wrong, or the checkpoint has something that the graphs do not.</exception>
    public LlavaOneVisionExport(Checkpoint checkpoint)
        : this(checkpoint, ReadConfig(checkpoint.Config, checkpoint.Warn))
    {
    }

    private LlavaOneVisionExport(Checkpoint checkpoint, TiledConfig config)
        : base(checkpoint, config)
    {
        _vision = SiglipConfig.Read(checkpoint.Config);
        var ratio = checkpoint.Config.Text("vision_aspect_ratio", Limit + "9");
        Image = new TiledPreprocessing
        {
            ImageSize = _vision.ImageSize,
            PatchSize = _vision.PatchSize,
            Processor = "LlavaOnevisionImageProcessor",
            Canvases = config.Canvases,
            Selection = "full",
            AspectRatio = ratio,
            MostTiles = MostTiles(checkpoint.Config, ratio),
            OnlyAlone = true,
        }.Read(checkpoint);
    }

    /// <summary>Reads <c>config.json</c>.</summary>
    /// <exception cref="CheckpointException">It asks for something that the graphs do not have.</exception>
    public static TiledConfig ReadConfig(ConfigSection config, Action<string>? warn) =>
        TiledConfig.Read(config, [TextDefaults.Qwen2], "full", PublishedImageToken, PublishedCanvases, warn);

    private protected override VisionGeometry Vision => new(_vision.ImageSize, _vision.PatchSize, _vision.FeatureWidth);

    private protected override ImagePreprocessing Image { get; }

    private protected override string Profile => PromptProfiles.LlavaOneVision.Name;

    /// <inheritdoc/>
    public override void BuildVision(GraphBuilder graph, ModelPrecision precision) =>
        SiglipGraph.Build(new(graph, Checkpoint, precision), _vision, Names.Vision);

    private static int MostTiles(ConfigSection config, string ratio) =>
        ratio.StartsWith(Limit, StringComparison.Ordinal)
        && int.TryParse(ratio.AsSpan(Limit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most > 0
            ? most
            : throw config.Unsupported("vision_aspect_ratio", ratio, $"{Limit} and a number of tiles");

    private static int Side(int index) => (index + 1) * PublishedTile;
}
