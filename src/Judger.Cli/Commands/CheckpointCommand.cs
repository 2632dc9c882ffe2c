using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Judger.Cli.Output;
using Judger.Export.Synthetic;
using Judger.Inference.Manifest;
using Judger.Server.Records;

namespace Judger.Cli.Commands;

/// <summary><c>judger checkpoint</c>: a checkpoint with random weights, for measuring a machine.</summary>
internal static class CheckpointCommand
{
    private const string Description =
        """
        Writes a checkpoint with random weights, for measuring a machine before the real weights are there.

        The weights are random: the answers mean nothing, but time and memory are those of a trained model of the same shape.

        Examples:
          judger checkpoint --output checkpoints/random-7b
          judger checkpoint --output checkpoints/billion --shape billion --type bfloat16 --seed 7
          judger checkpoint --output checkpoints/qwen-3b --shape qwen2.5-vl-3b --type bfloat16
          judger checkpoint --output checkpoints/random --config published-model
          judger checkpoint --output checkpoints/small --shape small --json
        """;

    public static Command Create()
    {
        var defaults = new SyntheticCheckpointOptions { Output = "", Geometry = SyntheticGeometry.Llava7B };
        var output = new Option<string>("--output") { Description = "The checkpoint folder to write; it must not exist.", Required = true };
        output.NotEmpty();
        var shape = new Option<string>("--shape")
        {
            Description =
                "llava-7b (LLaVA-1.5-7B, 14 GB in float16), billion (1.25 billion parameters), small (less than a megabyte), or a published model of another "
                + $"family: {string.Join(", ", CheckpointShapes.Names.Except(SyntheticGeometry.ByName.Keys))}.",
            DefaultValueFactory = _ => "llava-7b",
        };
        shape.AcceptOnlyFromAmong([.. CheckpointShapes.Names]);
        var config = new Option<string?>("--config")
        {
            Description =
                "In place of --shape: the folder of any model's config.json, with its image processor's and tokenizer's files as far as they are there.",
        };
        config.NotEmpty();
        var type = new Option<string>("--type")
        {
            Description = "The number format of the weights: float16, bfloat16 or float32.",
            DefaultValueFactory = _ => "float16",
        };
        type.AcceptOnlyFromAmong([.. Enum.GetNames<WeightType>().Select(value => value.ToLowerInvariant())]);
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same files.", DefaultValueFactory = _ => 1 };
        seed.AtLeast(0);
        var shardSize = new Option<long>("--shard-size")
        {
            Description = "Bytes of weights in one file at most. Several files are written faster than one.",
            DefaultValueFactory = _ => defaults.ShardBytes,
        };
        shardSize.Validators.Add(result =>
        {
            // Anything that is not a number has an error of its own.
            if (result.Tokens is [.., var last] && long.TryParse(last.Value, out var bytes) && bytes < 1) result.AddError("--shard-size must be at least 1.");
        });
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command("checkpoint", Description) { output, shape, config, type, seed, shardSize, json, verbose };
        command.Validators.Add(result =>
        {
            if (result.GetResult(config) is { Implicit: false } && result.GetResult(shape) is { Implicit: false })
                result.AddError("Give --shape or --config, not both.");
        });
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () => RunAsync(
                parsed.GetValue(config) ?? parsed.GetValue(shape)!,
                defaults with
                {
                    Output = parsed.GetValue(output)!,
                    Geometry = (parsed.GetValue(config) is { } folder ? CheckpointShapes.Read(folder) : CheckpointShapes.Named(parsed.GetValue(shape)!)) with
                    {
                        Type = Enum.Parse<WeightType>(parsed.GetValue(type)!, ignoreCase: true),
                    },
                    Seed = (ulong)parsed.GetValue(seed),
                    ShardBytes = parsed.GetValue(shardSize),
                },
                parsed.GetValue(json),
                cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task RunAsync(string shape, SyntheticCheckpointOptions options, bool asJson, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var line = new ExportProgressLine();

        // On another thread, so that this one returns to where Ctrl-C is listened for.
        var written = await Task.Run(() => SyntheticCheckpoint.Write(options, line, cancellationToken), CancellationToken.None);
        line.Clear();
        var type = options.Geometry.Type.ToString().ToLowerInvariant();
        if (asJson)
        {
            var (output, seed, seconds) = (Path.GetFullPath(options.Output), options.Seed, Math.Round(clock.Elapsed.TotalSeconds, 2));
            Console.WriteLine(
                JsonSerializer.Serialize(new { output, shape, type, seed, written.Parameters, written.Bytes, written.Shards, seconds }, RecordJson.Options));
        }
        else
        {
            Console.WriteLine($"Wrote {options.Output}: {shape}, {type}, random weights, {ByteSize.Text(written.Bytes)} in {clock.Elapsed.TotalSeconds:F1} s.");
        }
    }
}
