using Judger.Core.Attention;
using Judger.Core.Prompts;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Sampling;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Manifest;

/// <summary>Finds everything in a manifest that no engine could run.</summary>
internal static class ManifestValidator
{
    public static IEnumerable<string> Problems(ModelManifest manifest)
    {
        var (vision, decoder, image, tokens) = (manifest.Vision, manifest.Decoder, manifest.Image, manifest.Tokens);
        if (!ModelLimits.IsName(manifest.Name)) yield return $"name is not one line of 1 to {ModelLimits.Name} characters";
        if (manifest.Scope is { } scope && !ModelManifest.IsScope(scope))
            yield return $"scope is not one line of 1 to {ModelManifest.MaxScopeLength} characters";
        if (!PromptProfiles.ByName.ContainsKey(manifest.Profile))
            yield return $"profile '{manifest.Profile}' is not one of {string.Join(", ", PromptProfiles.ByName.Keys)}";
        if (!Enum.IsDefined(manifest.Precision)) yield return $"precision {(int)manifest.Precision} is not one that this build knows";
        else if (manifest.KvType != manifest.Precision.KeyValueType())
            yield return $"kv_type {manifest.KvType} does not go with precision {manifest.Precision}";
        if (!Enum.IsDefined(manifest.EmbeddingType)) yield return $"embedding_type {(int)manifest.EmbeddingType} is not one that this build knows";
        if (manifest.EmbeddingScale is { } scale && !(float.IsFinite(scale) && scale > 0))
            yield return FormattableString.Invariant($"embedding_scale {scale} is not above 0");
        if (vision.PatchSize < 1 || vision.Hidden < 1 || vision.ImageSize < vision.PatchSize)
            yield return $"vision sizes {vision.ImageSize}/{vision.PatchSize}/{vision.Hidden} do not make a patch grid";
        else if (vision.ImageSize > ModelLimits.ImageSize || vision.Patches > ModelLimits.Patches || vision.Hidden > ModelLimits.Intermediate)
            yield return $"vision sizes {vision.ImageSize}/{vision.PatchSize}/{vision.Hidden} are larger than any model's";
        if (new[] { decoder.Hidden, decoder.Layers, decoder.Heads, decoder.KeyValueHeads, decoder.HeadSize, decoder.Vocabulary, decoder.Context }.Min() < 1)
            yield return "a decoder size is below 1";
        else if (decoder.Heads % decoder.KeyValueHeads != 0)
            yield return $"{decoder.Heads} heads cannot share {decoder.KeyValueHeads} key and value heads";
        foreach (var (name, size, most) in new[]
        {
            ("hidden", decoder.Hidden, ModelLimits.Width), ("layers", decoder.Layers, ModelLimits.Layers), ("heads", decoder.Heads, ModelLimits.Heads),
            ("head_size", decoder.HeadSize, ModelLimits.HeadSize), ("vocabulary", decoder.Vocabulary, ModelLimits.Vocabulary),
            ("context", decoder.Context, ModelLimits.Context),
        }.Where(field => field.Item2 > field.Item3))
            yield return $"decoder.{name} {size} is above {most}";
        if (manifest.AttentionLayer < 0 || manifest.AttentionLayer >= decoder.Layers)
            yield return $"attention_layer {manifest.AttentionLayer} is not among the {decoder.Layers} layers";
        if (decoder.FeatureLayers < 0 || decoder.FeatureLayers > decoder.Layers)
            yield return $"decoder.feature_layers {decoder.FeatureLayers} is not among the {decoder.Layers} layers";
        if (decoder.SeesWholeImages && (image.Tiling ?? image.Splitting ?? (object?)image.Resolution) is not null)
            yield return "decoder.sees_whole_images goes with images of one square only";
        foreach (var problem in AnySizeProblems(vision, image)) yield return problem;
        if (vision.Shuffle is { } shuffle && (shuffle < 1 || vision.PatchSize < 1 || vision.GridSide % shuffle != 0))
            yield return $"vision shuffle {shuffle} does not divide a grid of {(vision.PatchSize < 1 ? 0 : vision.GridSide)} patches";
        if (image.Size != vision.ImageSize) yield return $"image size {image.Size} is not the vision encoder's {vision.ImageSize}";
        if (!Enum.IsDefined(image.Mode)) yield return $"image mode {(int)image.Mode} is not one that this build knows";
        if (image.Mean is not { Count: 3 } mean || image.Std is not { Count: 3 } std || !mean.Concat(std).All(float.IsFinite) || std.Any(value => value <= 0))
            yield return "image mean and std need three values each, std above 0";
        foreach (var problem in Problems(image)) yield return problem;
        if (manifest.CropWindow < 1) yield return $"crop_window {manifest.CropWindow} is below 1";
        if (manifest.CropWindow > ModelLimits.CropWindow) yield return $"crop_window {manifest.CropWindow} is above {ModelLimits.CropWindow}";
        int[] special = [tokens.BeginOfSequence ?? 0, tokens.EndOfSequence, .. tokens.OtherEndsOfSequence ?? [], .. manifest.Markers?.All ?? []];
        if (manifest.Markers?.Tiles?.Any(row => row is null || row.Any(tile => tile is null)) == true)
            yield return "markers has a row of tiles, or a tile, that is null";
        if (special.Any(token => token < 0 || token >= decoder.Vocabulary)) yield return "a special token is outside of the vocabulary";
        if (manifest.SelfJudgment?.Threshold is { } threshold && threshold is not (> 0 and <= 1))
            yield return FormattableString.Invariant($"self_judgment.threshold {threshold} is not above 0 and at most 1");
        if (manifest.Look?.SureAbove is { } sure && sure is not (>= 0 and <= 1))
            yield return FormattableString.Invariant($"look.sure_above {sure} is not between 0 and 1");
        if (manifest.AttentionMethod is { } method && !AttentionMethods.ByName.ContainsKey(method))
            yield return $"attention_method '{method}' is not one of {string.Join(", ", AttentionMethods.ByName.Keys)}";
        if (manifest.RepetitionPenalty is { } penalty && !SamplingOptions.IsPenalty(penalty))
            yield return FormattableString.Invariant($"repetition_penalty {penalty} is not {SamplingOptions.LeastPenalty} to {SamplingOptions.MostPenalty}");
        if (manifest.ChatTemplate is { } template
            && (template.Tokens.Count > ModelTemplate.MaxTokens || template.Tokens.Any(token => !ModelTemplate.IsToken(token.Key, token.Value))))
            yield return $"chat_template has more than {ModelTemplate.MaxTokens} tokens, or one of more than {ModelTemplate.MaxTokenLength} characters";
        var tokenizer = TokenizerKinds.Of(manifest);
        if (tokenizer is null) yield return $"tokenizer '{manifest.Tokenizer}' is not one of {TokenizerKinds.Names}";
        string[] required =
        [
            .. ModelFileNames.Required,
            .. tokenizer?.File is { } file ? [file] : Array.Empty<string>(),
            .. manifest.ChatTemplate is null ? Array.Empty<string>() : [ModelFileNames.ChatTemplate],
            .. image.Tiling is null && !image.EndsWithNewline ? Array.Empty<string>() : [ModelFileNames.Newline],
        ];
        foreach (var name in required.Where(name => !manifest.Files.ContainsKey(name))) yield return $"files lacks {name}";
        if (manifest.Files.Keys.Any(name => name.Any(char.IsControl))) yield return "a file name has control characters";
        foreach (var (name, _) in manifest.Files.Where(file => file.Value is null)) yield return $"files['{name}'] is null";
        foreach (var name in manifest.Files.Keys.Where(name => name != Path.GetFileName(name))) yield return $"file name '{name}' reaches out of the folder";
    }

    private static IEnumerable<string> AnySizeProblems(VisionGeometry vision, ImagePreprocessing image)
    {
        if (image.Resolution is null != vision.AnySize is null)
        {
            yield return "image.resolution and vision.any_size do not go together";
            yield break;
        }

        if (image.Resolution is not { } resolution || vision.AnySize is not { } sizes) yield break;
        if (resolution.PatchSize != vision.PatchSize || resolution.MergeSize < 1 || (long)resolution.PatchSize * resolution.MergeSize != vision.ImageSize)
            yield return $"image.resolution has tokens of {resolution.MergeSize} patches of {resolution.PatchSize}, the vision encoder of {vision.PatchSize}";
        else if (resolution.LeastPixels < 1 || resolution.MostPixels < resolution.LeastPixels
            || resolution.MostPixels > ModelLimits.PixelsOfAnySize
            || resolution.MostPixels / vision.PatchSize / vision.PatchSize > ModelLimits.PatchesOfAnySize)
            yield return $"image.resolution from {resolution.LeastPixels} to {resolution.MostPixels} pixels is not possible";
        if (resolution.Frames is < 1 or > ModelLimits.Frames) yield return $"image.resolution repeats a picture {resolution.Frames} times";
        if (sizes.WindowTokens is < 1 or > ModelLimits.WindowTokens) yield return $"vision windows of {sizes.WindowTokens} tokens are not possible";
        if (sizes.PositionSide is < 1 or > ModelLimits.ImageSize) yield return $"a square of {sizes.PositionSide} vision positions is not possible";
        if (image.Tiling is not null || image.EndsWithNewline) yield return "image.resolution does not go with tiles";
    }

    private static IEnumerable<string> Problems(ImagePreprocessing image)
    {
        if (!Enum.IsDefined(image.Filter)) yield return $"image filter {(int)image.Filter} is not one that this build knows";
        if (image.Splitting is { } splitting)
        {
            if (image.Tiling is not null) yield return "image has tiling and splitting, and can have one of them";
            if (!Enum.IsDefined(splitting.Rule)) yield return $"image splitting rule {(int)splitting.Rule} is not one that this build knows";
            if (splitting.Rule == SplitRule.ClosestRatio ? splitting.MostTiles < 1 : splitting.LongestEdge is < 1 or > ModelLimits.ImageSize)
                yield return $"image splitting has no tiles: {splitting.MostTiles} at most, a longest edge of {splitting.LongestEdge}";
            else if (image.Size > 0 && splitting.MostOf(image.Size) > ModelLimits.Tiles)
                yield return $"image splitting makes more than {ModelLimits.Tiles} tiles";
        }

        if (image.Tiling is not { } tiling) yield break;
        if (tiling.Canvases.Count == 0) yield return "image tiling has no canvas";
        foreach (var canvas in tiling.Canvases)
        {
            if (image.Size < 1 || canvas.Width < image.Size || canvas.Height < image.Size || canvas.Width % image.Size != 0 || canvas.Height % image.Size != 0)
                yield return $"image canvas {canvas.Width} x {canvas.Height} is not made of tiles of {image.Size}";
            else if (canvas.Area / image.Size / image.Size > ModelLimits.Tiles)
                yield return $"image canvas {canvas.Width} x {canvas.Height} has more than {ModelLimits.Tiles} tiles";
        }

        if (tiling.MostTiles < 1) yield return $"image tiling allows {tiling.MostTiles} tiles";
    }
}
