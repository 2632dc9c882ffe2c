using Judger.Inference.Manifest;

namespace Judger.Export.Pipeline;

/// <summary>What to export and where to. A value that is not given comes from the checkpoint's <c>judger.json</c>, then from the default.</summary>
public sealed record ExportOptions
{
    /// <summary>Folder of a Hugging Face checkpoint of a known family.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>The model folder to make; it must not exist yet.</summary>
    public required string Output { get; init; }

    /// <summary>The number format of the graphs. <value>Default: float32.</value></summary>
    public ModelPrecision Precision { get; init; } = ModelPrecision.Float32;

    /// <summary>
    /// Whether the decoder is written twice: for prompts with 8-bit weights in rows, for answers with 8-bit or 4-bit weights in blocks. Each is fast at its own
    /// steps; both are held in memory. <value>For int8 and int4; default false: one graph for all steps.</value>
    /// </summary>
    public bool SplitDecoder { get; init; }

    /// <summary>The model's name. <value>Default: the name of the checkpoint's folder.</value></summary>
    public string? Name { get; init; }

    /// <summary>
    /// What the model knows, such as "drawn scenes"; users are told. <value>One line of at most 200 characters, default: it is not said.</value>
    /// </summary>
    public string? Scope { get; init; }

    /// <summary>The prompt profile. <value>A name of <c>PromptProfiles</c>, default <c>vicrop</c>.</value></summary>
    public string? Profile { get; init; }

    /// <summary>The decoder layer whose attention says where the model looks. <value>0 to the number of layers less one, default 14.</value></summary>
    public int? AttentionLayer { get; init; }

    /// <summary>Side in pixels of the crop window. <value>At least 1, default the vision tower's input size.</value></summary>
    public int? CropWindow { get; init; }

    /// <summary>
    /// Most pixels that the model sees of an image, for a model whose images keep their own ratio. It holds for every pass, so that the baseline's attention
    /// row is that of the map; ViCrop takes 256 * 28 * 28. <value>From the checkpoint's fewest pixels to its most, default: its most.</value>
    /// </summary>
    public int? MaxPixels { get; init; }

    /// <summary>
    /// Most positions of a sequence. The cache of an engine has as much room for each of its lanes, up to <c>Engine:MaxContext</c>. <value>16 to the
    /// checkpoint's own and at most 131,072; default: the checkpoint's own, or 131,072 where that is more.</value>
    /// </summary>
    public int? Context { get; init; }

    /// <summary>Is called with each warning about the checkpoint, one line, on the exporting thread. <value>Default: none.</value></summary>
    public Action<string>? Warn { get; init; }
}
