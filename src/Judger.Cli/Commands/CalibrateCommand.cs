using System.CommandLine;
using System.Text.Json;
using Judger.Cli.Evaluation.Calibration;
using Judger.Cli.Files;
using Judger.Cli.Hosting;
using Judger.Cli.Output;
using Judger.Core.Judgments;
using Judger.Inference.Manifest;
using Judger.Server.Records;
using Judger.TinyModel.World;

namespace Judger.Cli.Commands;

/// <summary><c>judger calibrate</c>: finds out what a model's judgment of its own answers is worth.</summary>
internal static class CalibrateCommand
{
    // The scenes that people look at first are reported by themselves.
    private const int DemoScenes = 60;

    public static Command Create()
    {
        var fit = new Option<int>("--count")
        {
            Description = "Scenes of the validation split that the threshold is fitted on; each has four questions.",
            DefaultValueFactory = _ => 1000,
        };
        fit.AtLeast(1);
        var check = new Option<int>("--check")
        {
            Description = "Test scenes, those of judger demo --seed 0 and on, that it is checked on.",
            DefaultValueFactory = _ => 188,
        };
        check.AtLeast(1);
        var parallel = new Option<int>("--parallel") { Description = "Scenes in flight.", DefaultValueFactory = _ => 4 };
        parallel.AtLeast(1);
        var write = new Option<bool>("--write") { Description = "Writes the threshold into the model's manifest, or that there is none." };
        var model = CommonOptions.Model();
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "calibrate",
            "Finds the probability below which a model of the synthetic world rejects its own answers rightly more often than wrongly.\n\n"
            + "Example: judger calibrate --model runs/tiny/model --write")
        {
            fit, check, parallel, write, model, json, verbose,
        };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            async () =>
        {
            var folder = parsed.GetValue(model)!;
            var (fitted, checkedOn) = (parsed.GetValue(fit), parsed.GetValue(check));
            var manifest = Path.Combine(folder, ModelFileNames.Manifest);
            if (parsed.GetValue(write)) OutputFile.RequireWritable(manifest);
            CalibrationReport? report = null;
            await using (var judger = await LocalJudger.StartAsync(folder, [], parsed.GetValue(verbose), cancellationToken))
            {
                var scenes = new SelfJudgedScenes(judger.Client, parsed.GetValue(parallel));
                await CountProgress.RunAsync("scenes", fitted + checkedOn, async progress =>
                {
                    var validation = await scenes.AskAsync(SceneSplit.Validation, 0, fitted, progress, cancellationToken);
                    var sets = new List<(string, IReadOnlyList<SelfJudgedAnswer>)> { ($"validation scenes 0 to {fitted - 1}, fitted", validation) };
                    foreach (var (first, last) in new[] { (0, Math.Min(DemoScenes, checkedOn)), (DemoScenes, checkedOn) })
                    {
                        if (first < last)
                        {
                            var test = await scenes.AskAsync(SceneSplit.Test, first, last - first, progress, cancellationToken);
                            sets.Add(($"test scenes {first} to {last - 1}", test));
                        }
                    }

                    report = new(SelfJudgmentCalibration.Fit(validation.Select(answer => (answer.Probability, answer.IsRight))), sets);
                });
            }

            string? written = null;
            try
            {
                if (parsed.GetValue(write)) written = Write(folder, manifest, report!.Calibration);
            }
            finally
            {
                // What was measured is told, whether or not it could be written.
                if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(report!.Describe(written), RecordJson.Options));
                else report!.Print(written);
            }
        },
            cancellationToken));
        return command;
    }

    private static string Write(string folder, string manifest, SelfJudgmentCalibration calibration)
    {
        try
        {
            ModelFolder.WriteManifest(folder, ModelFolder.ReadManifest(folder) with { SelfJudgment = calibration });
            return manifest;
        }
        catch (Exception exception) when (FileError.Is(exception))
        {
            throw OutputFile.NotWritable(manifest, exception);
        }
    }
}
