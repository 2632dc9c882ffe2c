namespace Judger.Inference.Manifest;

/// <summary>The files of a model folder.</summary>
public static class ModelFileNames
{
    /// <summary>The <see cref="ModelManifest"/>.</summary>
    public const string Manifest = "judger-model.json";

    /// <summary><c>pixel_values [n, 3, H, W]</c> to <c>image_features [n, patches, vision hidden]</c>.</summary>
    public const string Vision = "vision.onnx";

    /// <summary><c>image_features</c> to <c>image_embeds [n, patches, hidden]</c>.</summary>
    public const string Projector = "projector.onnx";

    /// <summary>Embeddings to logits, attention row and the KV cache.</summary>
    public const string Decoder = "decoder.onnx";

    /// <summary>
    /// The same as <see cref="Decoder"/> for steps of several positions, on devices that have its kernels; a folder without it has one graph for all steps.
    /// </summary>
    public const string Prompts = "prompts.onnx";

    /// <summary>Token embeddings <c>[vocabulary, hidden]</c>, row-major, in the manifest's embedding type, without a header.</summary>
    public const string Embeddings = "embeddings.bin";

    /// <summary>The SentencePiece model, where the tokenizer is one.</summary>
    public const string Tokenizer = "tokenizer.model";

    /// <summary>The Hugging Face tokenizer, where the tokenizer is one.</summary>
    public const string TokenizerJson = "tokenizer.json";

    /// <summary>The token <c>[hidden]</c> that ends a row of image tokens, float32, where a model has one.</summary>
    public const string Newline = "newline.bin";

    /// <summary>The checkpoint's own chat template, where it has one.</summary>
    public const string ChatTemplate = "chat_template.jinja";

    private const string WeightsEnding = ".data";

    /// <summary>Every file without which no engine can start; the tokenizer's, which its kind names, comes to them.</summary>
    public static IReadOnlyList<string> Required { get; } = [Vision, Projector, Decoder, Embeddings];

    /// <summary>The file that holds a graph's weights.</summary>
    public static string WeightsOf(string graph) => graph + WeightsEnding;

    /// <summary>Whether a file is read while the model answers, and not only when it is loaded.</summary>
    internal static bool IsReadLater(string name) => name == Embeddings || name.EndsWith(WeightsEnding, StringComparison.Ordinal);
}
