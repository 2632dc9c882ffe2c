using Judger.Core.Prompts;
using Judger.Inference;

namespace Judger.Export;

/// <summary>The manifest of an export before its files exist: options first, then the checkpoint's own wishes, then defaults.</summary>
internal static class ManifestDraft
{
    private const int LlavaAttentionLayer = 14;

    public static ModelManifest Create(ExportOptions options, Checkpoint checkpoint)
    {
        var (text, vision, own) = (checkpoint.Text, checkpoint.Vision, checkpoint.Own);
        var profile = options.Profile ?? own.Profile ?? PromptProfiles.ViCrop.Name;
        if (!PromptProfiles.ByName.ContainsKey(profile))
            throw new ExportOptionException($"There is no prompt profile '{profile}': give --profile {string.Join(" or ", PromptProfiles.ByName.Keys)}.");
        var layer = options.AttentionLayer ?? own.AttentionLayer ?? LlavaAttentionLayer;
        if (layer < 0 || layer >= text.Layers)
            throw new ExportOptionException($"Attention layer {layer} is not one of the model's {text.Layers}: give --attention-layer 0 to {text.Layers - 1}.");
        var window = options.CropWindow ?? own.CropWindow ?? vision.ImageSize;
        if (window < 1) throw new ExportOptionException($"A crop window of {window} pixels is not possible: give at least 1.");
        if (!Enum.IsDefined(options.Precision)) throw new ExportOptionException($"There is no precision {options.Precision}: give float32, float16, int8 or int4.");
        return new ModelManifest
        {
            FormatVersion = ModelManifest.CurrentVersion,
            Name = options.Name ?? own.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(checkpoint.Folder)),
            Profile = profile,
            Precision = options.Precision,
            KvType = options.Precision.KeyValueType(),
            EmbeddingType = checkpoint.Embeddings.Type,
            AttentionLayer = layer,
            Vision = new(vision.ImageSize, vision.PatchSize, vision.Hidden),
            Decoder = new(text.Hidden, text.Layers, text.Heads, text.KeyValueHeads, text.HeadSize, text.Vocabulary, text.Context),
            Image = new() { Size = vision.ImageSize, Mode = checkpoint.Mode, Mean = checkpoint.Image.Mean, Std = checkpoint.Image.Std },
            CropWindow = window,
            Tokens = new(text.BeginOfSequence, text.EndOfSequence),
            Files = new Dictionary<string, ModelFile>(),
        };
    }
}
