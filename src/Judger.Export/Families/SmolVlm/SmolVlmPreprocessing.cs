using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.SmolVlm;

/// <summary>Reads what the image processors of Idefics3 and SmolVLM are told: the longest edge, the tile and the normalisation.</summary>
/// <param name="imageSize">Side of the tower's input in pixels.</param>
/// <param name="tileTokens">Tokens of one tile.</param>
internal sealed class SmolVlmPreprocessing(int imageSize, int tileTokens)
{
    private const int DefaultTile = 364;
    private const int DefaultTiles = 4;
    private const int Lanczos = 1;

    // Beyond this the processors resize once more.
    private const int MostEdge = 4096;

    private static readonly string[] Processors = ["Idefics3ImageProcessor", "SmolVLMImageProcessor"];
    private static readonly double[] Half = [0.5, 0.5, 0.5];

    /// <summary>
    /// Reads <c>image_processor</c> in <c>processor_config.json</c>, as transformers 5 writes it, or <c>preprocessor_config.json</c>; the family's own values
    /// where both are missing or silent.
    /// </summary>
    /// <exception cref="CheckpointException">A file asks for something that the engine does not do.</exception>
    public ImagePreprocessing Read(Checkpoint checkpoint)
    {
        var processor = ConfigSection.TryRead(checkpoint.PathOf("processor_config.json"));
        if (processor is not null) Check(processor);
        return Read(processor?.Has("image_processor") == true
            ? processor.Section("image_processor")
            : ConfigSection.TryRead(checkpoint.PathOf("preprocessor_config.json")) ?? checkpoint.Config.Section("image_processor"));
    }

    private void Check(ConfigSection processor)
    {
        SmolVlmFields.Processor.Check(processor);
        var tokens = processor.Integer("image_seq_len", tileTokens);
        if (tokens != tileTokens) throw processor.Unsupported("image_seq_len", $"{tokens}", $"the tokens of its vision tower's input, {tileTokens}");
    }

    private ImagePreprocessing Read(ConfigSection config)
    {
        SmolVlmFields.ImageProcessor.Check(config);
        var name = config.Has("image_processor_type") ? "image_processor_type" : "feature_extractor_type";
        var type = config.Text(name, Processors[0]);
        if (!Processors.Any(known => type == known || type == known + "Fast" || type == known + "Pil"))
            throw config.Unsupported(name, type, string.Join(" or ", Processors));
        LlavaPreprocessing.RequireSteps(config, "do_resize", "do_rescale", "do_normalize");
        var tile = LongestEdge(config, "max_image_size", DefaultTile);
        if (tile != imageSize) throw config.Unsupported("max_image_size", $"{tile}", $"its vision tower's input size, {imageSize}");
        var edge = LongestEdge(config, "size", DefaultTiles * DefaultTile);
        if (edge > MostEdge) throw config.Unsupported("size", $"{edge}", $"a longest edge of at most {MostEdge}");
        var splits = config.Flag("do_image_splitting", true);
        var splitting = new ImageSplitting { Rule = splits ? SplitRule.LongestEdge : SplitRule.Whole, LongestEdge = edge };
        if (splitting.MostOf(imageSize) > ModelLimits.Tiles)
            throw config.Unsupported("size", $"{edge} with tiles of {imageSize}", $"at most {ModelLimits.Tiles} tiles of an image");
        return LlavaPreprocessing.ReadNormalized(config, imageSize, ResizeMode.Stretch, Half, Half) with
        {
            Filter = LlavaPreprocessing.ReadFilter(config, Lanczos),
            Splitting = splitting,
        };
    }

    private static int LongestEdge(ConfigSection config, string name, int missing)
    {
        if (!config.Has(name)) return missing;
        var size = config.Section(name);
        SmolVlmFields.Size.Check(size);
        var edge = size.Integer("longest_edge", 0);
        return edge > 0 ? edge : throw config.Wrong(name, "a longest_edge above 0");
    }
}
