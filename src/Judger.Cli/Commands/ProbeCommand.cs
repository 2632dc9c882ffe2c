using System.CommandLine;
using Judger.Export.Probing;

namespace Judger.Cli.Commands;

/// <summary><c>judger probe</c>: what each part of a model computes from one case.</summary>
internal static class ProbeCommand
{
    private const string Description =
        """
        Runs one case on a model folder and writes what each part of the model computes, as safetensors: input_ids,
        pixel_values, image_sizes, image_features, attention.L for each layer that the case names, logits of the last
        prompt position, greedy_ids. For whoever adds a model family and compares it with another implementation.

        The case is JSON: prompt (the whole prompt, with special tokens written out), placeholder (what stands for each
        image, "<image>" by default), images (paths from the case's folder), layers, max_new_tokens.

        Examples:
          judger probe --model models/llava-7b --case cases/01.json --output 01.safetensors
          judger probe --model models/qwen-3b --case cases/tiles.json --output tiles.safetensors
        """;

    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The model folder, float32, int8 or int4.", Required = true };
        var file = new Option<string>("--case") { Description = "The case, a JSON file.", Required = true };
        var output = new Option<string>("--output") { Description = "The safetensors file to write; one that is there is replaced.", Required = true };
        model.NotEmpty();
        file.NotEmpty();
        output.NotEmpty();
        var verbose = CommonOptions.Verbose();
        var command = new Command("probe", Description) { model, file, output, verbose };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            async () =>
            {
                var text = await ModelProbe.RunAsync(parsed.GetValue(model)!, parsed.GetValue(file)!, parsed.GetValue(output)!, cancellationToken);
                Console.WriteLine($"Wrote {parsed.GetValue(output)}: the model answers \"{text.ReplaceLineEndings(" ")}\".");
            },
            cancellationToken));
        return command;
    }
}
