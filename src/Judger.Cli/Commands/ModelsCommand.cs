using System.CommandLine;
using System.Text.Json;
using Judger.Cli.Models;
using Judger.Inference.Contract;
using Judger.Inference.Devices.Inspection;
using Judger.Server.Records;

namespace Judger.Cli.Commands;

/// <summary><c>judger models</c>: which model folders there are, and what each needs.</summary>
internal static class ModelsCommand
{
    private const string UsualFolder = "models";

    private const string Description =
        """
        Lists the model folders in a folder: name, family, precision, size, the memory that each needs, and whether it fits a device.

        Looks at most three levels deep. Lengths of files are compared with the manifest; `judger doctor --model DIR` compares
        their contents, too. Exit code 0, or 3 when a model folder is broken.

        Examples:
          judger models
          judger models models runs/tiny/model
          judger models models --device cuda:0 --lanes 32 --context 2048
          judger models models --json
        """;

    public static Command Create()
    {
        var defaults = new EngineOptions();
        var folders = new Argument<string[]>("FOLDER")
        {
            Description = $"Folders to look into. Default: the folder {UsualFolder} where there is one, and the embedded model.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        folders.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value))) result.AddError("FOLDER is empty; give a path.");
        });
        var device = new Option<string>("--device") { Description = "The device: cpu:0, or cuda:N for a GPU.", DefaultValueFactory = _ => defaults.Device };
        device.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is var name && !DeviceCheck.IsDevice(name ?? ""))
                result.AddError($"--device is \"{name}\"; give cpu:0, or cuda:N for a GPU, such as cuda:0.");
        });
        var lanes = new Option<int>("--lanes")
        {
            Description = "Lanes: sequences that are computed at the same time (Engine:Lanes).",
            DefaultValueFactory = _ => defaults.Lanes,
        };
        var context = new Option<int>("--context")
        {
            Description = "Most positions of a sequence (Engine:MaxContext); a model with a shorter context keeps its own.",
            DefaultValueFactory = _ => defaults.MaxContext,
        };
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command("models", Description) { folders, device, lanes, context, json, verbose };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () => Task.FromResult(Run(
                parsed.GetValue(folders) ?? [],
                defaults with { Device = parsed.GetValue(device)!, Lanes = parsed.GetValue(lanes), MaxContext = parsed.GetValue(context) },
                parsed.GetValue(json))),
            cancellationToken));
        return command;
    }

    private static int Run(string[] folders, EngineOptions engine, bool asJson)
    {
        foreach (var error in engine.Errors("Engine"))
        {
            throw new CliException(error.Replace("Engine:Lanes", "--lanes", StringComparison.Ordinal)
                .Replace("Engine:MaxContext", "--context", StringComparison.Ordinal));
        }

        var found = folders.Length > 0
            ? ModelScan.Find(folders)
            : [TinyModel.EmbeddedModel.Folder, .. Directory.Exists(UsualFolder) ? ModelScan.Find([UsualFolder]) : []];
        if (found.Count == 0)
            throw new CliException($"There is no model folder in {string.Join(", ", folders)}; make one with judger export --checkpoint DIR --output DIR.");
        var machine = DeviceInspector.Inspect();
        var models = found.Select(folder => FoundModel.Look(machine, folder, engine)).ToList();
        if (asJson) Console.WriteLine(JsonSerializer.Serialize(ModelJson.Describe(models, engine.Device), RecordJson.Options));
        else foreach (var line in ModelTable.Lines(models, engine.Device, engine.Lanes)) Console.WriteLine(line);
        return models.Any(model => model.IsBroken) ? CommandRunner.Partial : CommandRunner.Success;
    }
}
