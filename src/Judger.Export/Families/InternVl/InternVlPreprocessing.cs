using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.InternVl;

/// <summary>Reads what image processors of InternVL are told: the tile, how many there may be, and the normalisation.</summary>
internal static class InternVlPreprocessing
{
    private const string Processor = "GotOcr2ImageProcessor";
    private const int DefaultMost = 12;

    private static readonly double[] ImageNetMean = [0.485, 0.456, 0.406];
    private static readonly double[] ImageNetStd = [0.229, 0.224, 0.225];

    /// <summary>
    /// Reads <c>image_processor</c> in <c>processor_config.json</c>, as transformers 5 writes it, or <c>preprocessor_config.json</c>; the family's own values
    /// where both are missing or silent.
    /// </summary>
    /// <exception cref="CheckpointException">A file asks for something that the engine does not do.</exception>
    public static ImagePreprocessing Read(Checkpoint checkpoint, InternVlConfig config)
    {
        var processor = ConfigSection.TryRead(checkpoint.PathOf("processor_config.json"));
        if (processor is not null) Check(processor, config.TileTokens);
        var image = processor?.Has("image_processor") == true
            ? processor.Section("image_processor")
            : ConfigSection.TryRead(checkpoint.PathOf("preprocessor_config.json")) ?? checkpoint.Config.Section("image_processor");
        LlavaPreprocessing.RequireSteps(image, "do_rescale", "do_normalize");
        return config.Tiles is { } tiles ? ReadOriginal(image, checkpoint.Config, config.Vision, tiles) : Read(image, config.Vision);
    }

    private static void Check(ConfigSection processor, int tileTokens)
    {
        InternVlFields.Processor.Check(processor);
        var tokens = processor.Integer("image_seq_length", tileTokens);
        if (tokens != tileTokens) throw processor.Unsupported("image_seq_length", $"{tokens}", $"the tokens of its vision tower's input, {tileTokens}");
    }

    private static ImagePreprocessing Read(ConfigSection image, InternVitConfig vision)
    {
        InternVlFields.ImageProcessor.Check(image);
        var name = image.Has("image_processor_type") ? "image_processor_type" : "feature_extractor_type";
        var type = image.Text(name, Processor);
        if (type != Processor && type != Processor + "Fast" && type != Processor + "Pil") throw image.Unsupported(name, type, Processor);
        LlavaPreprocessing.RequireSteps(image, "do_resize");
        if (LlavaPreprocessing.ReadSide(image, "size", vision.ImageSize) is var side && side != vision.ImageSize)
            throw image.Unsupported("size", $"{side}", $"its vision tower's input size, {vision.ImageSize}");
        var read = LlavaPreprocessing.ReadNormalized(image, vision.ImageSize, ResizeMode.Stretch, LlavaPreprocessing.ClipMean, LlavaPreprocessing.ClipStd);
        return Split(read, image, image, (image.Integer("min_patches", 1), image.Integer("max_patches", DefaultMost)), "max_patches");
    }

    private static ImagePreprocessing ReadOriginal(ConfigSection image, ConfigSection config, InternVitConfig vision, (int Least, int Most) tiles)
    {
        InternVlFields.OriginalImageProcessor.Check(image);
        var read = LlavaPreprocessing.ReadNormalized(image, vision.ImageSize, ResizeMode.Stretch, ImageNetMean, ImageNetStd);
        return Split(read, image, config, tiles, "max_dynamic_patch");
    }

    private static ImagePreprocessing Split(
        ImagePreprocessing read, ConfigSection image, ConfigSection source, (int Least, int Most) tiles, string name)
    {
        if (tiles.Least < 1 || tiles.Most < tiles.Least || tiles.Most > ModelLimits.Tiles)
            throw source.Unsupported(name, $"{tiles.Most} with at least {tiles.Least}", $"1 to {ModelLimits.Tiles} tiles");
        return read with
        {
            Filter = LlavaPreprocessing.ReadFilter(image),
            Splitting = new() { Rule = SplitRule.ClosestRatio, LeastTiles = tiles.Least, MostTiles = tiles.Most },
        };
    }
}
