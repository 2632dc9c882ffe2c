using Judger.Core.Prompts;
using Judger.Export.Checkpoints;
using Judger.Export.Families;
using Judger.Export.Formats;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Judger.Inference.Templates;
using Judger.Inference.Tokenization;

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
        if (window is < 1 or > ModelLimits.CropWindow)
            throw new ExportOptionException($"A crop window of {window} pixels is not possible: give 1 to {ModelLimits.CropWindow}.");
        if (!Enum.IsDefined(options.Precision))
            throw new ExportOptionException($"There is no precision {options.Precision}: give float32, float16, int8 or int4.");
        if (options.SplitDecoder && !GraphFormat.CanSplit(options.Precision))
        {
            throw new ExportOptionException(
                $"A decoder of {options.Precision.ToString().ToLowerInvariant()} is not split: leave out --split-decoder, or give --precision int8 or int4.");
        }

        var scope = options.Scope ?? own.Scope;
        if (scope is not null && !ModelManifest.IsScope(scope))
        {
            throw new ExportOptionException(
                $"The model's scope is not one line of 1 to {ModelManifest.MaxScopeLength} characters: correct --scope, or scope in judger.json.");
        }
        var name = options.Name ?? own.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(checkpoint.Folder));
        if (!ModelLimits.IsName(name))
            throw new ExportOptionException($"The model's name is not one line of 1 to {ModelLimits.Name} characters: give another --name.");
        var manifest = new ModelManifest
        {
            FormatVersion = ModelManifest.CurrentVersion,
            Name = name,
            Scope = scope,
            Profile = profile,
            Precision = options.Precision,
            KvType = options.Precision.KeyValueType(),
            EmbeddingType = model.Embeddings.Type,
            EmbeddingScale = facts.EmbeddingScale,
            AttentionLayer = layer,
            Vision = facts.Vision,
            Decoder = facts.Decoder,
            Image = Limited(facts.Image, options.MaxPixels ?? own.MaxPixels),
            Markers = facts.Markers,
            CropWindow = window,
            Tokens = facts.Tokens,

            RepetitionPenalty = checkpoint.Generation.RepetitionPenalty is var penalty and not 1 ? penalty : null,

            // It was measured with the checkpoint's own prompts.
            SelfJudgment = profile == (own.Profile ?? facts.Profile) ? own.SelfJudgment : null,

            // A profile that is asked for is asked for with its form.
            ChatTemplate = (options.Profile ?? own.Profile) is null ? ChatTemplateFile.Read(checkpoint) : null,
            Files = new Dictionary<string, ModelFile>(),
        };
        return WithPrompts(manifest, checkpoint, model.Tokenizer);
    }

    // Here, so that the exporter's user hears of a template that cannot be used. A tokenizer that cannot be loaded is told of later, by its probe.
    private static ModelManifest WithPrompts(ModelManifest manifest, Checkpoint checkpoint, string tokenizer)
    {
        if (manifest.ChatTemplate is null) return manifest;
        try
        {
            var kind = TokenizerKinds.All.First(kind => kind.File == Path.GetFileName(tokenizer));
            var prompts = ModelPrompts.Of(manifest, kind.Load(tokenizer));
            if (prompts.Warning is { } warning) checkpoint.Warn?.Invoke(warning);
            return manifest with { ResolvedPrompts = prompts };
        }
        catch (ModelFolderException)
        {
            return manifest;
        }
    }

    private static ImagePreprocessing Limited(ImagePreprocessing image, int? pixels)
    {
        if (pixels is not { } most) return image;
        if (image.Resolution is not { } resolution)
            throw new ExportOptionException("The model's images become squares of one size: leave --max-pixels, or max_pixels in judger.json, out.");
        var least = Math.Max(resolution.LeastPixels, (long)resolution.Unit * resolution.Unit);
        return most >= least && most <= resolution.MostPixels
            ? image with { Resolution = resolution with { MostPixels = most } }
            : throw new ExportOptionException($"Images of at most {most} pixels are not possible: give --max-pixels {least} to {resolution.MostPixels}.");
    }
}
