using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Imaging.Preprocessing;

namespace Judger.Export.Families.Gemma3;

/// <summary>Reads what Gemma3ImageProcessor is told: an image is stretched to the tower's square.</summary>
internal static class Gemma3Preprocessing
{
    private const int Bilinear = 2;
    private const string Processor = "Gemma3ImageProcessor";

    private static readonly double[] Half = [0.5, 0.5, 0.5];

    /// <summary>
    /// Reads <c>image_processor</c> in <c>processor_config.json</c>, as transformers 5 writes it, or <c>preprocessor_config.json</c>; the family's own values
    /// where both are missing or silent.
    /// </summary>
    /// <exception cref="CheckpointException">A file asks for something that the engine does not do.</exception>
    public static ImagePreprocessing Read(Checkpoint checkpoint, int imageSize, int tokens)
    {
        var processor = ConfigSection.TryRead(checkpoint.PathOf("processor_config.json"));
        if (processor is not null) Check(processor, tokens);
        var config = processor?.Has("image_processor") == true
            ? processor.Section("image_processor")
            : ConfigSection.TryRead(checkpoint.PathOf("preprocessor_config.json")) ?? checkpoint.Config.Section("image_processor");
        Gemma3Fields.ImageProcessor.Check(config);
        var name = config.Has("image_processor_type") ? "image_processor_type" : "feature_extractor_type";
        var type = config.Text(name, Processor);
        if (type != Processor && type != Processor + "Fast" && type != Processor + "Pil") throw config.Unsupported(name, type, Processor);
        LlavaPreprocessing.RequireSteps(config, "do_resize", "do_rescale", "do_normalize");
        var size = config.Section("size");
        LlavaFields.Size.Check(size);

        // Of transformers' class.
        var (height, width, edge) = (size.Integer("height", 224), size.Integer("width", 224), size.Integer("shortest_edge", 0));
        if (edge != 0) throw size.Unsupported("shortest_edge", $"{edge}", "a height and a width in its place");
        if (height != imageSize || width != imageSize)
            throw config.Unsupported("size", $"{width} x {height}", $"a height and a width of its vision tower's input size, {imageSize}");
        return LlavaPreprocessing.ReadNormalized(config, imageSize, ResizeMode.Stretch, Half, Half) with
        {
            Filter = LlavaPreprocessing.ReadFilter(config, Bilinear),
        };
    }

    private static void Check(ConfigSection processor, int tokens)
    {
        Gemma3Fields.Processor.Check(processor);
        var said = processor.Integer("image_seq_length", tokens);
        if (said != tokens) throw processor.Unsupported("image_seq_length", $"{said}", $"the tokens of an image of its config.json, {tokens}");
    }
}
