using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Imaging.Preprocessing;

namespace Judger.Export.Families.LlavaNext;

/// <summary>Reads what the image processors of LLaVA-NeXT and LLaVA-OneVision are told: tiles, their size and their normalisation.</summary>
internal sealed class TiledPreprocessing
{
    /// <summary>Side of the tower's input in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Side of a patch in pixels.</summary>
    public required int PatchSize { get; init; }

    /// <summary>The name of the family's image processor.</summary>
    public required string Processor { get; init; }

    /// <summary>Height and width of the canvases of <c>config.json</c>.</summary>
    public required IReadOnlyList<int[]> Canvases { get; init; }

    /// <summary>What is taken of the tower's output.</summary>
    public required string Selection { get; init; }

    /// <summary>The limit of tiles as <c>vision_aspect_ratio</c> says it; null for a family that has none.</summary>
    public string? AspectRatio { get; init; }

    /// <summary>Tiles' worth of tokens that an image may have.</summary>
    public int? MostTiles { get; init; }

    /// <summary>Whether only an image that is alone in its prompt is tiled.</summary>
    public bool OnlyAlone { get; init; }

    /// <summary>
    /// Reads <c>image_processor</c> in <c>processor_config.json</c>, as transformers 5 writes it, or <c>preprocessor_config.json</c>; the family's own values
    /// where both are missing or silent.
    /// </summary>
    /// <exception cref="CheckpointException">A file asks for something that the engine does not do.</exception>
    public ImagePreprocessing Read(Checkpoint checkpoint)
    {
        var processor = ConfigSection.TryRead(checkpoint.PathOf("processor_config.json"));
        if (processor is not null) Check(processor);
        var config = processor?.Has("image_processor") == true
            ? processor.Section("image_processor")
            : ConfigSection.TryRead(checkpoint.PathOf("preprocessor_config.json"));
        var image = config is null ? LlavaPreprocessing.Clip(ImageSize, ResizeMode.Stretch) : Read(config);
        return image with
        {
            Tiling = new()
            {
                Canvases = [.. ReadCanvases(checkpoint.Config, config).Select(size => new PixelSize(size[1], size[0]))],
                MostTiles = MostTiles,
                OnlyAlone = OnlyAlone,
            },
        };
    }

    private void Check(ConfigSection processor)
    {
        LlavaNextFields.Processor.Check(processor);
        var patches = ImageSize / PatchSize * (ImageSize / PatchSize);
        Same("patch_size", processor.Integer("patch_size", PatchSize), PatchSize);
        Same("num_image_tokens", processor.Integer("num_image_tokens", patches), patches);
        Same("vision_feature_select_strategy", processor.Text("vision_feature_select_strategy", Selection), Selection);
        if (AspectRatio is { } ratio) Same("vision_aspect_ratio", processor.Text("vision_aspect_ratio", ratio), ratio);

        void Same<T>(string name, T value, T ofModel)
            where T : notnull
        {
            if (!value.Equals(ofModel)) throw processor.Unsupported(name, $"{value}", $"the {name} of its config.json, {ofModel}");
        }
    }

    private ImagePreprocessing Read(ConfigSection config)
    {
        LlavaNextFields.ImageProcessor.Check(config);
        var name = config.Has("image_processor_type") ? "image_processor_type" : "feature_extractor_type";
        var type = config.Text(name, Processor);
        if (type != Processor && type != Processor + "Fast" && type != Processor + "Pil") throw config.Unsupported(name, type, Processor);
        LlavaPreprocessing.RequireSteps(config, "do_resize", "do_rescale", "do_normalize");
        foreach (var size in new[] { "size", "crop_size" })
        {
            if (ReadSize(config, size) is var side && side != ImageSize)
                throw config.Unsupported(size, $"{side}", $"its vision tower's input size, {ImageSize}");
        }

        return LlavaPreprocessing.ReadNormalized(config, ImageSize, ResizeMode.Stretch) with { Filter = LlavaPreprocessing.ReadFilter(config) };
    }

    private int ReadSize(ConfigSection config, string name)
    {
        if (!config.HasSection(name)) return config.Integer(name, ImageSize);
        var size = config.Section(name);
        LlavaFields.Size.Check(size);
        if (!size.Has("height") && !size.Has("width")) return size.Integer("shortest_edge", ImageSize);
        var (height, width) = (size.Integer("height", 0), size.Integer("width", 0));
        return height == width ? height : throw config.Unsupported(name, $"{width} x {height}", $"a square {name}");
    }

    // The processor cuts the tiles, and the model puts them together by its own list.
    private IReadOnlyList<int[]> ReadCanvases(ConfigSection model, ConfigSection? processor)
    {
        var canvases = processor?.Has("image_grid_pinpoints") == true ? processor.IntegerLists("image_grid_pinpoints", 2) : Canvases;
        var file = processor?.Has("image_grid_pinpoints") == true ? processor : model;
        if (canvases.Count != Canvases.Count || canvases.Zip(Canvases).Any(pair => !pair.First.SequenceEqual(pair.Second)))
            throw file.Unsupported("image_grid_pinpoints", "another list than that of config.json", "the same image_grid_pinpoints in both files");
        if (canvases.Count == 0) throw file.Wrong("image_grid_pinpoints", "a list of at least one height and width");
        foreach (var side in canvases.SelectMany(size => size).Where(side => side < ImageSize || side % ImageSize != 0))
        {
            throw file.Unsupported(
                "image_grid_pinpoints", $"a list with {side}", $"sides that are multiples of its vision tower's input size, {ImageSize}");
        }

        return canvases;
    }
}
