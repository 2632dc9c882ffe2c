using Judger.Core.Prompts;
using Judger.Export.Checkpoints;
using Judger.Export.Families;
using Judger.Inference.Manifest;

namespace Judger.Export.Pipeline;

/// <summary>The manifest of an export before its files exist: options first, then the checkpoint's own wishes, then what its family says.</summary>
internal static class ManifestDraft
{
    /// <exception cref="ExportOptionException">An option asks for something that the model does not have.</exception>
    public static ModelManifest Create(ExportOptions options, Checkpoint checkpoint, IModelExport model)
    {
        var (own, facts) = (checkpoint.Own, model.Facts);
        var profile = options.Profile ?? own.Profile ?? facts.Profile;
        if (!PromptProfiles.ByName.ContainsKey(profile))
            throw new ExportOptionException($"There is no prompt profile '{profile}': give --profile {string.Join(" or ", PromptProfiles.ByName.Keys)}.");
        var layers = facts.Decoder.Layers;
        var layer = options.AttentionLayer ?? own.AttentionLayer ?? facts.AttentionLayer;
        if (layer < 0 || layer >= layers)
            throw new ExportOptionException($"Attention layer {layer} is not one of the model's {layers}: give --attention-layer 0 to {layers - 1}.");
        var window = options.CropWindow ?? own.CropWindow ?? facts.CropWindow;
        if (window < 1) throw new ExportOptionException($"A crop window of {window} pixels is not possible: give at least 1.");
        if (!Enum.IsDefined(options.Precision))
            throw new ExportOptionException($"There is no precision {options.Precision}: give float32, float16, int8 or int4.");
        return new ModelManifest
        {
            FormatVersion = ModelManifest.CurrentVersion,
            Name = options.Name ?? own.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(checkpoint.Folder)),
            Profile = profile,
            Precision = options.Precision,
            KvType = options.Precision.KeyValueType(),
            EmbeddingType = model.Embeddings.Type,
            AttentionLayer = layer,
            Vision = facts.Vision,
            Decoder = facts.Decoder,
            Image = facts.Image,
            CropWindow = window,
            Tokens = facts.Tokens,
            Files = new Dictionary<string, ModelFile>(),
        };
    }
}
