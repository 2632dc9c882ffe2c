using System.Text.Json.Serialization;
using Judger.Core.Attention;
using Judger.Core.Judgments;
using Judger.Core.Prompts;
using Judger.Core.Stages;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Sampling;
using Judger.Inference.Templates;
using Judger.Inference.Vision;

namespace Judger.Inference.Manifest;

/// <summary>What a model folder holds, read from <c>judger-model.json</c>.</summary>
public sealed record ModelManifest
{
    /// <summary>
    /// The version of the folder's form that this build writes. Version 4 brought tiles, newlines, filters and tokenizers without a begin token.
    /// </summary>
    public const int CurrentVersion = 4;

    /// <summary>The oldest version that this build reads.</summary>
    public const int OldestVersion = 3;

    /// <summary>The most characters of <see cref="Scope"/>.</summary>
    public const int MaxScopeLength = 200;

    /// <summary>Version of the folder's form.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The model's name, such as <c>judger-tiny</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the model knows, in words that follow "knows only", where that is less than photographs. <value>Default: it is not said.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Scope { get; init; }

    /// <summary>Name of the prompt profile, one of <see cref="PromptProfiles.ByName"/>.</summary>
    public required string Profile { get; init; }

    /// <summary>The number format of the computation. Whatever it is, every input and output of a graph but the KV cache is float32.</summary>
    public required ModelPrecision Precision { get; init; }

    /// <summary>The number format of <c>past.i.*</c> and <c>present.i.*</c>: the model's own in a float16 or bfloat16 model, float32 in every other.</summary>
    public required KeyValueType KvType { get; init; }

    /// <summary>Number format of <see cref="ModelFileNames.Embeddings"/>.</summary>
    public required WeightType EmbeddingType { get; init; }

    /// <summary>What the embeddings of tokens, but not those of images, are multiplied by. <value>Default: null, nothing.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public float? EmbeddingScale { get; init; }

    /// <summary>Decoder layer, 0-based, whose attention row says where the model looks.</summary>
    public required int AttentionLayer { get; init; }

    /// <summary>How attention rows become a map, one of <see cref="AttentionMethods.ByName"/>. <value>Default: relative attention.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AttentionMethod { get; init; }

    /// <summary>Sizes of the vision encoder.</summary>
    public required VisionGeometry Vision { get; init; }

    /// <summary>Sizes of the decoder.</summary>
    public required DecoderGeometry Decoder { get; init; }

    /// <summary>How images become tensors.</summary>
    public required ImagePreprocessing Image { get; init; }

    /// <summary>The tokens around the tensors of an image that is split. <value>Default: null, there are none.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImageMarkers? Markers { get; init; }

    /// <summary>Side in pixels of the window B from which relative-attention crops are made (ViCrop: the model's input size).</summary>
    public required int CropWindow { get; init; }

    /// <summary>The kind of tokenizer: <c>sentencepiece</c>, <c>bpe</c> or <c>bytes</c>. <value>Default: what the folder's files say.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tokenizer { get; init; }

    /// <summary>Token ids with a meaning of their own.</summary>
    public required SpecialTokens Tokens { get; init; }

    /// <summary>
    /// The penalty of repetition that the checkpoint asks for (<see cref="SamplingOptions.RepetitionPenalty"/>). <value>Default: null, none.</value>
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? RepetitionPenalty { get; init; }

    /// <summary>What the model's judgment of its own answers is worth. <value>Default: null, nobody has measured it.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SelfJudgmentCalibration? SelfJudgment { get; init; }

    /// <summary>How sure a first answer must be for another look not to help. <value>Default: null, nobody has measured it.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LookCalibration? Look { get; init; }

    /// <summary>The checkpoint's own chat template. <value>Default: null, it has none, or another form of prompts was asked for.</value></summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ModelTemplate? ChatTemplate { get; init; }

    /// <summary>Every other file of the folder by name.</summary>
    public required IReadOnlyDictionary<string, ModelFile> Files { get; init; }

    /// <summary>The prompts, after the model's own chat template was tried; null before, and where it has none.</summary>
    [JsonIgnore]
    public ModelPrompts? ResolvedPrompts { get; init; }

    /// <summary>
    /// The prompts in which the model is asked: <see cref="BuiltInPrompts"/>, or their words in the form of the model's own chat template, where that was tried
    /// and writes otherwise.
    /// </summary>
    public PromptProfile Prompts => ResolvedPrompts?.Profile ?? BuiltInPrompts;

    /// <summary>The profile's prompts as they are.</summary>
    public PromptProfile BuiltInPrompts => PromptProfiles.ByName[Profile];

    /// <summary>Whether prompts have a graph of their own (<see cref="ModelFileNames.Prompts"/>).</summary>
    public bool SplitsDecoder => Files.ContainsKey(ModelFileNames.Prompts);

    /// <summary>How the model's attention rows become a map.</summary>
    public IAttentionMethod Attention => AttentionMethod is { } name ? AttentionMethods.ByName[name] : AttentionMethods.Default;

    /// <summary>How an image stands in the model's prompts.</summary>
    /// <param name="image">The image's size.</param>
    /// <param name="images">Image places of the prompt, which may change it.</param>
    public ImageLayout Layout(PixelSize image, int images) => ImageLayout.Of(Vision, Image.InPromptOf(images), PixelBox.Whole(image), Markers);

    /// <summary>True for one line that can be shown to users as <see cref="Scope"/>.</summary>
    public static bool IsScope(string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= MaxScopeLength && !text.Any(char.IsControl);

    /// <summary>A digest of every file: two folders with the same one give the same answers.</summary>
    public string WeightsDigest =>
        Digests.Sha256(Files.OrderBy(file => file.Key, StringComparer.Ordinal).SelectMany(file => new[] { file.Key, file.Value.Sha256 }));
}
