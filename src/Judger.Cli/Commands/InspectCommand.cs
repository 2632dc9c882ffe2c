using System.CommandLine;
using System.Text.Json;
using Judger.Cli.Output;
using Judger.Inference.Manifest;
using Judger.Inference.Templates;
using Judger.Server.Records;

namespace Judger.Cli.Commands;

/// <summary><c>judger inspect</c>: what a model folder is.</summary>
internal static class InspectCommand
{
    private const string Description =
        """
        Prints what a model folder is, from its manifest, after each file was compared with its digest.

        Examples:
          judger inspect --model models/llava-7b
          judger inspect --model models/llava-7b --json
        """;

    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The model folder that judger export wrote.", Required = true };
        model.NotEmpty();
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command("inspect", Description) { model, json, verbose };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () =>
            {
                Print(ModelPrompts.Resolve(ModelFolder.Open(parsed.GetValue(model)!)), parsed.GetValue(json));
                return Task.CompletedTask;
            },
            cancellationToken));
        return command;
    }

    private static void Print(ModelManifest manifest, bool asJson)
    {
        var bytes = manifest.Files.Values.Sum(file => file.Bytes);
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    name = manifest.Name,
                    format_version = manifest.FormatVersion,
                    precision = manifest.Precision.ToString().ToLowerInvariant(),
                    profile = manifest.Profile,
                    prompt_form = manifest.ResolvedPrompts?.Form == PromptForm.Template ? "template" : "built-in",
                    template_warning = manifest.ResolvedPrompts?.Warning,
                    attention_layer = manifest.AttentionLayer,
                    crop_window = manifest.CropWindow,
                    layers = manifest.Decoder.Layers,
                    hidden = manifest.Decoder.Hidden,
                    context = manifest.Decoder.Context,
                    image_size = manifest.Vision.ImageSize,
                    has_tiles = manifest.Image.Tiling is not null || manifest.Image.Splitting is not null,
                    max_pixels = manifest.Image.Resolution?.MostPixels,
                    bytes,
                    weights_digest = manifest.WeightsDigest,
                },
                RecordJson.Options));
            return;
        }

        foreach (var line in ModelText.Lines(manifest)) Console.WriteLine(line);
        if (manifest.ResolvedPrompts?.Warning is { } warning) Console.WriteLine($"template    {warning}");
        Console.WriteLine($"files       {manifest.Files.Count}, {ByteSize.Text(bytes)}, as the manifest describes them");
        Console.WriteLine($"weights     {manifest.WeightsDigest}");
    }
}
