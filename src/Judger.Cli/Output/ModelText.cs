using Judger.Inference.Manifest;
using Judger.Inference.Templates;

namespace Judger.Cli.Output;

/// <summary>A model's manifest in words, one fact a line.</summary>
internal static class ModelText
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(ModelManifest manifest)
    {
        var (decoder, vision, image, tokens) = (manifest.Decoder, manifest.Vision, manifest.Image, manifest.Tokens);
        yield return $"name        {manifest.Name}{(manifest.Scope is { } scope ? $" (knows only {scope})" : "")}";
        yield return $"precision   {manifest.Precision.ToString().ToLowerInvariant()}{Split(manifest)}, format version {manifest.FormatVersion}";
        yield return $"decoder     {decoder.Layers} layers, hidden {decoder.Hidden}, {decoder.Heads} heads on {decoder.KeyValueHeads} of {decoder.HeadSize}, "
            + $"vocabulary {decoder.Vocabulary}, context {decoder.Context}";
        yield return image.Resolution is { } resolution
            ? $"vision      a token for each square of {resolution.Unit} pixels, {vision.Patches} patches of {vision.PatchSize}"
            : $"vision      {vision.ImageSize} pixels in patches of {vision.PatchSize}: {vision.Tokens} tokens a square";
        yield return image.Resolution is { } size
            ? $"images      at their own ratio, {size.LeastPixels} to {size.MostPixels} pixels, {image.Filter}"
            : $"images      {image.Mode}, {image.Filter}{Tiles(manifest)}";
        yield return $"attention   layer {manifest.AttentionLayer}, crops from a window of {manifest.CropWindow} pixels";
        int[] ends = [tokens.EndOfSequence, .. tokens.OtherEndsOfSequence ?? []];
        yield return $"prompts     {manifest.Profile}{Form(manifest)}, ends at {string.Join(", ", ends)}";
        yield return $"KV cache    {ByteSize.Text(2L * decoder.Layers * decoder.KeyValueHeads * decoder.HeadSize * ElementBytes(manifest))} a position";
    }

    private static string Split(ModelManifest manifest) =>
        manifest.SplitsDecoder ? " (one graph for prompts, one for answers)" : "";

    private static string Form(ModelManifest manifest) => manifest.ResolvedPrompts switch
    {
        null or { Form: PromptForm.BuiltIn, Warning: null } => "",
        { Form: PromptForm.Template } => $" in the form of {ModelFileNames.ChatTemplate}",
        { Form: PromptForm.BuiltInAsTemplate } => $" in the built-in form, which is that of {ModelFileNames.ChatTemplate}",
        _ => $" in the built-in form, not that of {ModelFileNames.ChatTemplate}",
    };

    private static int ElementBytes(ModelManifest manifest) => manifest.KvType == KeyValueType.Float32 ? sizeof(float) : sizeof(ushort);

    private static string Tiles(ModelManifest manifest)
    {
        if (manifest.Image.Splitting is { } splitting) return $", up to {splitting.MostOf(manifest.Image.Size)} tiles and the whole image";
        if (manifest.Image.Tiling is not { } tiling) return "";
        var tiles = tiling.Canvases.Max(canvas => canvas.Area / manifest.Image.Size / manifest.Image.Size);
        return $", up to {tiles} tiles{(tiling.MostTiles is { } most ? $" with the tokens of {most}" : "")}"
            + $"{(tiling.OnlyAlone ? ", for an image that is alone in its prompt" : "")}";
    }
}
