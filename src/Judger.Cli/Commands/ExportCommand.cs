using System.CommandLine;
using Judger.Export;

namespace Judger.Cli.Commands;

/// <summary><c>judger export</c>: a Hugging Face LLaVA checkpoint becomes a model folder.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var checkpoint = new Option<string>("--checkpoint") { Description = "A folder with config.json, safetensors and tokenizer.model.", Required = true };
        var output = new Option<string>("--output") { Description = "The model folder to write; it must not exist.", Required = true };
        checkpoint.NotEmpty();
        output.NotEmpty();
        var layer = new Option<int?>("--attention-layer") { Description = "The decoder layer whose attention says where the model looks, 0-based." };
        var profile = new Option<string?>("--profile") { Description = "The prompt profile: tiny, vicrop or judger." };
        var verbose = CommonOptions.Verbose();
        var command = new Command("export", "Turns a checkpoint into a model folder of ONNX graphs.\n\nExample: judger export --checkpoint llava-1.5-7b-hf --output models/llava-7b") { checkpoint, output, layer, profile, verbose };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () =>
        {
            var options = new ExportOptions { Checkpoint = parsed.GetValue(checkpoint)!, Output = parsed.GetValue(output)!, AttentionLayer = parsed.GetValue(layer), Profile = parsed.GetValue(profile) };
            ModelExporter.Export(options, cancellationToken);
            Console.WriteLine($"Wrote {options.Output}");
            return Task.CompletedTask;
        },
            cancellationToken));
        return command;
    }
}
