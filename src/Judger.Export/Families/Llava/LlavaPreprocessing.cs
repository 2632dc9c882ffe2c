using Judger.Export.Checkpoints;
using Judger.Imaging.Preprocessing;
using Judger.Imaging.Resampling;

namespace Judger.Export.Families.Llava;

/// <summary>Reads what CLIPImageProcessor or LlavaImageProcessor is told: how an image becomes a square, the tensor's side, and its normalisation.</summary>
internal static class LlavaPreprocessing
{
    private const double EightBits = 1 / 255.0;
    // Beyond what any normalisation has, and far from where a float32 ends.
    private const double MaxLevel = 1e6, LeastStd = 1e-6, LeastScale = 1e-9, MaxScale = 1e9;
    internal static readonly double[] ClipMean = [0.48145466, 0.4578275, 0.40821073];
    internal static readonly double[] ClipStd = [0.26862954, 0.26130258, 0.27577711];

    /// <summary>
    /// Reads <c>image_processor</c> in <c>processor_config.json</c>, as transformers 5 writes it, or <c>preprocessor_config.json</c>; CLIP's own values for the
    /// vision tower's size where both are missing or silent.
    /// </summary>
    /// <param name="checkpoint">The files.</param>
    /// <param name="vision">The tower that takes the tensor.</param>
    /// <param name="mode">How an image becomes a square, as <c>config.json</c> says.</param>
    /// <exception cref="CheckpointException">A file asks for something that the engine does not do.</exception>
    public static ImagePreprocessing Read(Checkpoint checkpoint, ClipConfig vision, ResizeMode mode)
    {
        var processor = ConfigSection.TryRead(checkpoint.PathOf("processor_config.json"));
        if (processor is not null) Check(processor, vision);

        // Where there are both, transformers takes what stands in the newer file.
        var config = processor?.Has("image_processor") == true
            ? processor.Section("image_processor")
            : ConfigSection.TryRead(checkpoint.PathOf("preprocessor_config.json"));
        return config is null ? Clip(vision.ImageSize, mode) : Read(config, vision.ImageSize, mode);
    }

    private static void Check(ConfigSection processor, ClipConfig vision)
    {
        LlavaFields.Processor.Check(processor);
        var patch = processor.Integer("patch_size", vision.PatchSize);
        if (patch != vision.PatchSize) throw processor.Unsupported("patch_size", $"{patch}", $"its vision tower's patch size, {vision.PatchSize}");
    }

    private static ImagePreprocessing Read(ConfigSection config, int imageSize, ResizeMode mode)
    {
        var isLlava = IsLlava(config);
        LlavaFields.ImageProcessor.Check(config);
        var filter = ReadFilter(config);
        RequireSteps(config, "do_resize", "do_center_crop", "do_rescale", "do_normalize");

        if (config.Flag("do_pad", false))
        {
            // Other processors pad to other sizes and in other colours.
            mode = isLlava ? ResizeMode.PadToSquare : throw config.Unsupported("do_pad", "true", "do_pad false, or with LlavaImageProcessor");
        }

        if (ReadSize(config, imageSize, out var keepsRatio) is var size && size != imageSize)
            throw config.Unsupported("size", $"{size}", $"its vision tower's input size, {imageSize}");
        if (!keepsRatio && mode == ResizeMode.CenterCrop) mode = ResizeMode.Stretch;
        if (ReadSide(config, "crop_size", imageSize) is var crop && crop != imageSize)
            throw config.Unsupported("crop_size", $"{crop}", $"its vision tower's input size, {imageSize}");
        return ReadNormalized(config, imageSize, mode) with { Filter = filter };
    }

    /// <summary>The side of a square <c>size</c>, which is a number, or a height and a width.</summary>
    internal static int ReadSide(ConfigSection config, string name, int missing) =>
        config.HasSection(name) ? Square(config, name) : config.Integer(name, missing);

    /// <summary>The filter by its number in Pillow.</summary>
    /// <exception cref="CheckpointException">It is none that the engine has.</exception>
    internal static ResampleFilter ReadFilter(ConfigSection config, int missing = 3) => config.Integer("resample", missing) switch
    {
        1 => ResampleFilter.Lanczos,
        2 => ResampleFilter.Bilinear,
        3 => ResampleFilter.Bicubic,
        var other => throw config.Unsupported("resample", $"{other}", "lanczos (1), bilinear (2) or bicubic (3) resampling"),
    };

    /// <summary>Refuses a processor that leaves one of these steps out.</summary>
    internal static void RequireSteps(ConfigSection config, params string[] steps)
    {
        foreach (var step in steps)
        {
            if (!config.Flag(step, true)) throw config.Unsupported(step, "false", step);
        }
    }

    /// <summary>Mean, deviation and scale, with CLIP's where the processor is silent.</summary>
    internal static ImagePreprocessing ReadNormalized(ConfigSection config, int imageSize, ResizeMode mode) =>
        ReadNormalized(config, imageSize, mode, ClipMean, ClipStd);

    /// <summary>Mean, deviation and scale.</summary>
    /// <param name="config">The processor.</param>
    /// <param name="imageSize">Side of the tensor in pixels.</param>
    /// <param name="mode">How an image becomes a square.</param>
    /// <param name="mean">The mean where the processor is silent.</param>
    /// <param name="std">The deviation where it is silent.</param>
    internal static ImagePreprocessing ReadNormalized(ConfigSection config, int imageSize, ResizeMode mode, double[] mean, double[] std) =>
        Normalized(ReadColor(config, "image_mean", mean), ReadStd(config, std), ReadScale(config), imageSize, mode);

    /// <summary>CLIP's own values, for a checkpoint that says nothing.</summary>
    internal static ImagePreprocessing Clip(int imageSize, ResizeMode mode) => Normalized(ClipMean, ClipStd, EightBits, imageSize, mode);

    /// <summary>Whether it is LlavaImageProcessor, whose padding is known; transformers takes it where no type is named.</summary>
    private static bool IsLlava(ConfigSection config)
    {
        var name = config.Has("image_processor_type") ? "image_processor_type" : "feature_extractor_type";
        var type = config.Text(name, "LlavaImageProcessor");
        foreach (var backend in new[] { "Fast", "Pil" })
        {
            if (type.EndsWith(backend, StringComparison.Ordinal)) type = type[..^backend.Length];
        }

        return type switch
        {
            "LlavaImageProcessor" => true,
            "CLIPImageProcessor" or "CLIPFeatureExtractor" => false,
            _ => throw config.Unsupported(name, type, "CLIPImageProcessor or LlavaImageProcessor"),
        };
    }

    /// <summary>The side to which an image is resized: its short edge, or where a height and a width are named, both, whatever the image's ratio is.</summary>
    private static int ReadSize(ConfigSection config, int missing, out bool keepsRatio)
    {
        keepsRatio = true;
        if (!config.HasSection("size")) return config.Integer("size", missing);
        var size = config.Section("size");
        LlavaFields.Size.Check(size);
        keepsRatio = size.Has("shortest_edge");
        if (!keepsRatio) return Square(config, "size");
        if (size.Has("height") || size.Has("width")) throw config.Wrong("size", "either a shortest_edge or a height and a width");
        return size.Integer("shortest_edge", missing);
    }

    private static int Square(ConfigSection config, string name)
    {
        var size = config.Section(name);
        LlavaFields.Size.Check(size);
        var (height, width) = (size.Integer("height", 0), size.Integer("width", 0));
        if (height < 1 || width < 1 || size.Has("shortest_edge")) throw config.Wrong(name, "a height and a width");
        return height == width ? height : throw config.Unsupported(name, $"{width} x {height}", $"a square {name}");
    }

    /// <summary>A value for each of red, green and blue, or one for all.</summary>
    private static double[] ReadColor(ConfigSection config, string name, double[] missing) => config.Numbers(name, missing) switch
    {
        [var all] when Math.Abs(all) <= MaxLevel => [all, all, all],
        [_, _, _] color when color.All(value => Math.Abs(value) <= MaxLevel) => color,
        _ => throw config.Wrong(name, "three numbers"),
    };

    private static double[] ReadStd(ConfigSection config, double[] missing)
    {
        var std = ReadColor(config, "image_std", missing);
        return std.All(value => value >= LeastStd) ? std : throw config.Wrong("image_std", "three numbers above 0");
    }

    private static double ReadScale(ConfigSection config)
    {
        var scale = config.Number("rescale_factor", EightBits);
        return scale is >= LeastScale and <= MaxScale ? scale : throw config.Wrong("rescale_factor", "a number above 0");
    }

    /// <summary>
    /// Brings another scale into mean and deviation: <c>(level * scale - mean) / std</c> is <c>(level / 255 - mean / s) / (std / s)</c> with
    /// <c>s = 255 * scale</c>. The colour of the padding is the mean as it is written, as in LLaVA.
    /// </summary>
    private static ImagePreprocessing Normalized(double[] mean, double[] std, double scale, int size, ResizeMode mode)
    {
        // 1/255 as files write it is not always the nearest number to it.
        var factor = Math.Abs((scale / EightBits) - 1) < 1e-6 ? 1 : scale / EightBits;
        byte[] pad = [.. mean.Select(value => (byte)Math.Clamp((int)(value * 255), 0, 255))];
        return new()
        {
            Size = size,
            Mode = mode,
            Mean = [.. mean.Select(value => (float)(value / factor))],
            Std = [.. std.Select(value => (float)(value / factor))],
            PadColor = new(pad[0], pad[1], pad[2]),
        };
    }
}
