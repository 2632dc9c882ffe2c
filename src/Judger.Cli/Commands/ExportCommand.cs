using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Judger.Cli.Output;
using Judger.Export.Pipeline;
using Judger.Inference.Manifest;
using Judger.Server.Records;

namespace Judger.Cli.Commands;

/// <summary><c>judger export</c>: a Hugging Face checkpoint becomes a model folder.</summary>
internal static class ExportCommand
{
    private const string Description =
        """
        Turns a checkpoint of LLaVA-1.5, LLaVA-NeXT, LLaVA-OneVision, Qwen2.5-VL, Qwen3-VL, SmolVLM2, Idefics3,
        InternVL3 or Gemma 3 into a model folder of ONNX graphs, without Python. --list says what can be exported.

        float32 keeps the checkpoint's weights; float16 is for CUDA, bfloat16 for weights there that float16 cannot
        hold; int8 prefills fast on the CPU; int4 decodes fast there and is the smallest. With --split-decoder
        each is fast at both, for more memory.

        Examples:
          judger export --checkpoint llava-1.5-7b-hf --output models/llava-7b-int4 --precision int4
          judger export --checkpoint llava-v1.5-13b --output models/llava-13b --precision float16 --profile judger --attention-layer 14
          judger export --checkpoint Qwen2.5-VL-3B-Instruct --output models/qwen-3b --precision int8 --max-pixels 200704
          judger export --checkpoint Qwen2.5-VL-3B-Instruct --output models/qwen-3b-fast --precision int4 --split-decoder
          judger export --checkpoint runs/tiny/checkpoint --output runs/tiny/model --json
        """;

    public static Command Create()
    {
        var checkpoint = new Option<string>("--checkpoint")
        {
            Description = "A folder with config.json, safetensors (one file or shards) and tokenizer.json or tokenizer.model.",
        };
        var output = new Option<string>("--output") { Description = "The model folder to write; it must not exist." };
        var list = new Option<bool>("--list") { Description = "Prints the families that can be exported, with their precisions, and exports nothing." };
        var dry = new Option<bool>("--dry-run")
        {
            Description = "Says what the checkpoint is and what would be written, and writes nothing; --output may be left out.",
        };
        checkpoint.NotEmpty();
        output.NotEmpty();
        var precision = new Option<string>("--precision") { Description = "float32, float16, bfloat16, int8 or int4.", DefaultValueFactory = _ => "float32" };
        precision.AcceptOnlyFromAmong([.. Enum.GetNames<ModelPrecision>().Select(value => value.ToLowerInvariant())]);
        var split = new Option<bool>("--split-decoder")
        {
            Description = "Write the decoder twice, for int8 and int4: for prompts in rows of 8 bits, for answers in blocks of 8 or 4. Answers of int8 and "
                + "prompts of int4 become faster; both are held in memory.",
        };
        var layer = new Option<int?>("--attention-layer")
        {
            Description = "The decoder layer whose attention shows where the model looks, 0-based. Default: the one in judger.json, or the family's.",
        };
        var profile = new Option<string?>("--profile")
        {
            Description = "The prompt profile, in its own form. Default: the one in judger.json, or that of the model's family, in the form of the "
                + "checkpoint's chat template.",
        };
        var window = new Option<int?>("--crop-window")
        {
            Description = "Side in pixels of the window from which crops are made. Default: the vision tower's input size, or eight tokens of a model whose "
                + "images keep their own ratio.",
        };
        var pixels = new Option<int?>("--max-pixels")
        {
            Description = "Most pixels that a model whose images keep their own ratio sees of one, in every pass; 200704 is what ViCrop takes. Default: "
                + "judger.json's, or the checkpoint's.",
        };
        var context = new Option<int?>("--context")
        {
            Description = "Most positions of a sequence: prompt, images and answer. Default: the checkpoint's max_position_embeddings, at most "
                + $"{ModelLimits.Context}.",
        };
        var name = new Option<string?>("--name") { Description = "The model's name. Default: the name of the checkpoint folder." };
        var scope = new Option<string?>("--scope")
        {
            Description = "What the model knows, where that is less than photographs, such as \"drawn scenes\"; users are told. Default: judger.json's.",
        };
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command("export", Description)
        {
            checkpoint, output, precision, split, layer, profile, window, pixels, context, name, scope, list, dry, json, verbose,
        };
        command.Validators.Add(result =>
        {
            Option<string>[] required = result.GetValue(list) ? [] : result.GetValue(dry) ? [checkpoint] : [checkpoint, output];
            foreach (var option in required.Where(option => result.GetResult(option) is null)) result.AddError($"Option '{option.Name}' is required.");
        });
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () => parsed.GetValue(list) ? ListAsync(parsed.GetValue(json)) : RunAsync(
                new()
                {
                    Checkpoint = parsed.GetValue(checkpoint)!,
                    Output = parsed.GetValue(output) ?? "",
                    Precision = Enum.Parse<ModelPrecision>(parsed.GetValue(precision)!, ignoreCase: true),
                    SplitDecoder = parsed.GetValue(split),
                    AttentionLayer = parsed.GetValue(layer),
                    Profile = parsed.GetValue(profile),
                    CropWindow = parsed.GetValue(window),
                    MaxPixels = parsed.GetValue(pixels),
                    Context = parsed.GetValue(context),
                    Name = parsed.GetValue(name),
                    Scope = parsed.GetValue(scope),
                },
                parsed.GetValue(dry),
                parsed.GetValue(json),
                cancellationToken),
            cancellationToken));
        return command;
    }

    private static Task ListAsync(bool asJson)
    {
        var families = ModelExporter.Families
            .Select(family => new { name = family.Name, model_types = family.ModelTypes, parts = family.Parts, precisions = family.Precisions.Select(Name) })
            .ToArray();
        if (asJson) Console.WriteLine(JsonSerializer.Serialize(families, RecordJson.Options));
        else
        {
            foreach (var family in families)
            {
                Console.WriteLine(
                    $"{family.name} ({string.Join(", ", family.model_types)}): {family.parts}; {string.Join(", ", family.precisions)}");
            }
        }

        return Task.CompletedTask;
    }

    private static void Plan(ExportOptions options, bool asJson)
    {
        var warnings = new List<string>();
        var plan = ModelExporter.Plan(options with { Warn = warnings.Add });
        foreach (var warning in warnings) Console.Error.WriteLine($"warning: {warning}");
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    family = plan.Family,
                    name = plan.Manifest.Name,
                    precision = Name(plan.Manifest.Precision),
                    tensors = plan.Tensors,
                    checkpoint_bytes = plan.CheckpointBytes,
                    largest_tensor_bytes = plan.LargestTensor,
                    bytes = plan.Bytes,
                    warnings,
                },
                RecordJson.Options));
            return;
        }

        Console.WriteLine($"family      {plan.Family}");
        foreach (var line in ModelText.Lines(plan.Manifest)) Console.WriteLine(line);
        Console.WriteLine(
            $"checkpoint  {plan.Tensors} tensors, {ByteSize.Text(plan.CheckpointBytes)}, the largest {ByteSize.Text(plan.LargestTensor)} (read in blocks)");
        Console.WriteLine($"would write {ByteSize.Text(plan.Bytes)}");
    }

    private static async Task RunAsync(ExportOptions options, bool isDry, bool asJson, CancellationToken cancellationToken)
    {
        if (isDry)
        {
            Plan(options, asJson);
            return;
        }

        var clock = Stopwatch.StartNew();
        using var line = new ExportProgressLine();
        var warnings = new List<string>();
        options = options with { Warn = warnings.Add };

        // On another thread, so that this one returns to where Ctrl-C is listened for.
        var manifest = await Task.Run(() => ModelExporter.Export(options, line, cancellationToken), CancellationToken.None);
        line.Clear();
        foreach (var warning in warnings) Console.Error.WriteLine($"warning: {warning}");
        var bytes = manifest.Files.Values.Sum(file => file.Bytes);
        if (asJson) Console.WriteLine(JsonSerializer.Serialize(Describe(options.Output, manifest, bytes, warnings, clock.Elapsed), RecordJson.Options));
        else
        {
            Console.WriteLine(
                $"Wrote {options.Output}: {manifest.Name}, {Name(manifest.Precision)}, {ByteSize.Text(bytes)} in {clock.Elapsed.TotalSeconds:F1} s.");
        }
    }

    private static string Name(ModelPrecision precision) => precision.ToString().ToLowerInvariant();

    private static object Describe(string output, ModelManifest manifest, long bytes, IReadOnlyList<string> warnings, TimeSpan elapsed) => new
    {
        output = Path.GetFullPath(output),
        name = manifest.Name,
        profile = manifest.Profile,
        precision = Name(manifest.Precision),
        attention_layer = manifest.AttentionLayer,
        crop_window = manifest.CropWindow,
        max_pixels = manifest.Image.Resolution?.MostPixels,
        layers = manifest.Decoder.Layers,
        hidden = manifest.Decoder.Hidden,
        context = manifest.Decoder.Context,
        bytes,
        weights_digest = manifest.WeightsDigest,
        warnings,
        seconds = Math.Round(elapsed.TotalSeconds, 2),
    };
}
