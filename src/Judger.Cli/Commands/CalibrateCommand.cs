using System.CommandLine;
using System.Text.Json;
using Judger.Cli.Evaluation.Benchmarks;
using Judger.Cli.Evaluation.Calibration;
using Judger.Cli.Evaluation.Runs;
using Judger.Cli.Files;
using Judger.Cli.Hosting;
using Judger.Cli.Output;
using Judger.Inference.Manifest;
using Judger.Server.Records;
using Judger.TinyModel.World;

namespace Judger.Cli.Commands;

/// <summary><c>judger calibrate</c>: finds out what a model's judgment of its own answers is worth, and when its first answer is sure enough.</summary>
internal static class CalibrateCommand
{
    // The scenes that people look at first are reported by themselves.
    private const int DemoScenes = 60;

    private static readonly JsonLinesBenchmark Lines = new();

    public static Command Create()
    {
        var fit = new Option<int>("--count")
        {
            Description = "Scenes of the validation split that the thresholds are fitted on; each has four questions.",
            DefaultValueFactory = _ => 1000,
        };
        fit.AtLeast(1);
        var check = new Option<int>("--check")
        {
            Description = "Test scenes, those of judger demo --seed 0 and on, that they are checked on.",
            DefaultValueFactory = _ => 188,
        };
        check.AtLeast(1);
        var data = new Option<string?>("--data")
        {
            Description = "Questions of your own instead of drawn scenes, in the form of `judger eval jsonl`: every other one is "
                + "fitted on, the rest is checked "
                + "on. A few hundred at least.",
        };
        var images = new Option<string?>("--images") { Description = "The folder of their images. Default: the folder of --data." };
        foreach (var path in new[] { data, images }) path.NotEmpty();
        var parallel = new Option<int>("--parallel") { Description = "Scenes or questions in flight.", DefaultValueFactory = _ => 4 };
        parallel.AtLeast(1);
        var write = new Option<bool>("--write") { Description = "Writes the thresholds into the model's manifest, or that there are none." };
        var model = CommonOptions.Model();
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "calibrate",
            "Finds two thresholds of a model on questions whose answers are known: how sure its first answer must be for another look not to help (look: auto "
            + "leaves it out then), and the probability below which it rejects its own answers rightly more often than wrongly.\n\nExamples:\n"
            + "  judger calibrate --model runs/tiny/model --write\n"
            + "  judger calibrate --model models/llava-7b --data questions.jsonl --images pictures --write")
        {
            fit, check, data, images, parallel, write, model, json, verbose,
        };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            async () =>
        {
            var folder = parsed.ModelFolder(model);
            var manifest = Path.Combine(folder, ModelFileNames.Manifest);
            if (parsed.GetValue(write)) OutputFile.RequireWritable(manifest);
            var tasks = parsed.GetValue(data) is { } file ? Tasks(file, parsed.GetValue(images)) : null;
            CalibrationReport report;
            await using (var judger = await LocalJudger.StartAsync(folder, [], parsed.GetValue(verbose), cancellationToken))
            {
                report = tasks is null
                    ? await OfScenesAsync(
                        new(judger.Client, parsed.GetValue(parallel)), parsed.GetValue(fit), parsed.GetValue(check), cancellationToken)
                    : await OfDataAsync(new(judger.Client, Lines.Metric, parsed.GetValue(parallel)), tasks, cancellationToken);
            }

            string? written = null;
            try
            {
                if (parsed.GetValue(write)) written = Write(folder, manifest, report);
            }
            finally
            {
                // What was measured is told, whether or not it could be written.
                if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(report.Describe(written), RecordJson.Options));
                else report.Print(written);
            }
        },
            cancellationToken));
        return command;
    }

    private static List<BenchmarkTask> Tasks(string data, string? images)
    {
        var questions = BenchmarkCatalog.Read(Lines, new(data, null), limit: null);
        if (questions.Count < 2) throw new CliException($"{data} has one question; give at least two, one to fit on and one to check on.");
        return BenchmarkTask.Find(questions, new(images ?? Path.GetDirectoryName(Path.GetFullPath(data))!), skipMissing: false).Tasks;
    }

    private static async Task<CalibrationReport> OfDataAsync(SelfJudgedData data, List<BenchmarkTask> tasks, CancellationToken cancellationToken)
    {
        IReadOnlyList<SelfJudgedAnswer> answers = [];
        await CountProgress.RunAsync("questions", tasks.Count, async progress => answers = await data.AskAsync(tasks, progress, cancellationToken));
        return CalibrationReport.Fit(
            ("every other question, fitted", [.. answers.Where((_, index) => index % 2 == 0)]), ("the rest", [.. answers.Where((_, index) => index % 2 == 1)]));
    }

    private static async Task<CalibrationReport> OfScenesAsync(SelfJudgedScenes scenes, int fitted, int checkedOn, CancellationToken cancellationToken)
    {
        IReadOnlyList<SelfJudgedAnswer> validation = [];
        var tests = new List<(string, IReadOnlyList<SelfJudgedAnswer>)>();
        await CountProgress.RunAsync("scenes", fitted + checkedOn, async progress =>
        {
            validation = await scenes.AskAsync(SceneSplit.Validation, 0, fitted, progress, cancellationToken);
            foreach (var (first, last) in new[] { (0, Math.Min(DemoScenes, checkedOn)), (DemoScenes, checkedOn) })
            {
                if (first >= last) continue;
                tests.Add(($"test scenes {first} to {last - 1}", await scenes.AskAsync(SceneSplit.Test, first, last - first, progress, cancellationToken)));
            }
        });
        return CalibrationReport.Fit(($"validation scenes 0 to {fitted - 1}, fitted", validation), [.. tests]);
    }

    private static string Write(string folder, string manifest, CalibrationReport report)
    {
        try
        {
            ModelFolder.WriteManifest(folder, ModelFolder.ReadManifest(folder) with { SelfJudgment = report.Calibration, Look = report.Look });
            return manifest;
        }
        catch (Exception exception) when (FileError.Is(exception))
        {
            throw OutputFile.NotWritable(manifest, exception);
        }
    }
}
