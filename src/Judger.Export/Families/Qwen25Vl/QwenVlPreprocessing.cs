using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Families.Qwen25Vl;

/// <summary>Reads what Qwen2VLImageProcessor is told: how many pixels an image keeps, and how they are normalised.</summary>
internal static class QwenVlPreprocessing
{
    private const string Processor = "Qwen2VLImageProcessor";
    private const int DefaultLeast = 56 * 56, DefaultMost = 28 * 28 * 1280;
    private const int DefaultPatch = 14, DefaultMerge = 2, DefaultFrames = 2;

    /// <summary>
    /// Reads <c>image_processor</c> in <c>processor_config.json</c>, as transformers 5 writes it, or <c>preprocessor_config.json</c>; the processor's own
    /// values where both are missing or silent.
    /// </summary>
    /// <param name="checkpoint">The files.</param>
    /// <param name="tower">The tower that takes the patches.</param>
    /// <exception cref="CheckpointException">A file asks for something that the engine does not do.</exception>
    public static ImagePreprocessing Read(Checkpoint checkpoint, QwenVlTower tower)
    {
        var processor = ConfigSection.TryRead(checkpoint.PathOf("processor_config.json"));
        if (processor is not null) QwenVlFields.Processor.Check(processor);
        var file = ConfigSection.TryRead(checkpoint.PathOf("preprocessor_config.json"));
        var config = processor?.Has("image_processor") == true ? processor.Section("image_processor") : file ?? checkpoint.Config.Section("image_processor");
        QwenVlFields.ImageProcessor.Check(config);
        var name = config.Has("image_processor_type") ? "image_processor_type" : "feature_extractor_type";
        var type = config.Text(name, Processor);
        if (type != Processor && type != Processor + "Fast" && type != Processor + "Pil") throw config.Unsupported(name, type, Processor);
        LlavaPreprocessing.RequireSteps(config, "do_resize", "do_rescale", "do_normalize");
        Same("patch_size", DefaultPatch, tower.PatchSize);
        Same("merge_size", DefaultMerge, tower.MergeSize);
        Same("temporal_patch_size", DefaultFrames, tower.Frames);
        var (least, most) = ReadPixels(config, tower.PatchSize * tower.MergeSize);
        if (most > ModelLimits.PixelsOfAnySize || most / tower.PatchSize / tower.PatchSize > ModelLimits.PatchesOfAnySize)
            throw config.Unsupported(config.Has("max_pixels") ? "max_pixels" : "size", $"{most}", "images of fewer pixels, as published models have them");
        return LlavaPreprocessing.ReadNormalized(config, tower.PatchSize * tower.MergeSize, ResizeMode.Stretch) with
        {
            Filter = LlavaPreprocessing.ReadFilter(config),
            Resolution = new(tower.PatchSize, tower.MergeSize, tower.Frames, least, most),
        };

        void Same(string field, int missing, int ofTower)
        {
            if (config.Integer(field, missing) is var value && value != ofTower) throw config.Unsupported(field, $"{value}", $"its vision tower's, {ofTower}");
        }
    }

    // The older names go before the newer ones.
    private static (int Least, int Most) ReadPixels(ConfigSection config, int unit)
    {
        var (least, most) = (DefaultLeast, DefaultMost);
        if (config.Has("size"))
        {
            var size = config.Section("size");
            QwenVlFields.Size.Check(size);
            if (!size.Has("shortest_edge") || !size.Has("longest_edge")) throw config.Wrong("size", "a shortest_edge and a longest_edge");
            (least, most) = (size.Integer("shortest_edge", least), size.Integer("longest_edge", most));
        }

        (least, most) = (config.Integer("min_pixels", least), config.Integer("max_pixels", most));
        if (least < 1) throw config.Wrong(config.Has("min_pixels") ? "min_pixels" : "size", "at least 1 pixel");
        var limit = config.Has("max_pixels") ? "max_pixels" : "size";
        if (most < least || most < unit * unit) throw config.Wrong(limit, $"at least the fewest pixels, {least}, and one token's, {unit * unit}");
        return (least, most);
    }
}
