using System.CommandLine;
using System.Text.Json;
using Judger.Cli.Datasets;
using Judger.Cli.Files;
using Judger.Cli.Hosting;
using Judger.Cli.Output;
using Judger.Server.Records;

namespace Judger.Cli.Commands;

/// <summary><c>judger dataset</c>: training files with judgments.</summary>
internal static class DatasetCommand
{
    private const string SingleWord = "Answer the question using a single word or phrase.";
    private const int ProblemsShown = 20;

    public static Command Create() => new(
        "dataset",
        "Makes and checks training files with judgments.\n\nExamples:\n  judger dataset scenes --output scenes --count 60 --stage baseline\n"
        + "  judger dataset check train.json --images scenes/images")
    {
        CreateScenes(), CreateBuild(), CreateCheck(),
    };

    private static Command CreateScenes()
    {
        var output = new Option<string>("--output") { Description = "The folder for answers.jsonl and images.", Required = true };
        output.NotEmpty();
        var count = new Option<int>("--count")
        {
            Description = "Scenes; each is asked one fine, one coarse and one yes/no question.",
            DefaultValueFactory = _ => 500,
        };
        count.AtLeast(1);
        var seed = new Option<int>("--seed") { Description = "Which stream of training scenes.", DefaultValueFactory = _ => 1000 };
        seed.AtLeast(0);
        var parallel = new Option<int>("--parallel") { Description = "Scenes in flight.", DefaultValueFactory = _ => 4 };
        parallel.AtLeast(1);
        var stage = new Option<string>("--stage")
        {
            Description = "Whose answers are written: baseline (the whole image) or refined (image and crop).",
            DefaultValueFactory = _ => "refined",
        };
        stage.AcceptOnlyFromAmong("baseline", "refined");
        var model = CommonOptions.Model();
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "scenes",
            "Draws training scenes of the synthetic world and writes what a model answers about them: an input of judger judge.\n\n"
            + "Examples:\n  judger dataset scenes --output scenes --count 60 --stage baseline\n"
            + "  judger dataset scenes --output runs/scenes --count 500 --model runs/tiny/model")
        {
            output, count, seed, parallel, stage, model, json, verbose,
        };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            async () =>
            {
                var folder = parsed.GetValue(output)!;
                var scenes = parsed.GetValue(count);
                await using var judger = await LocalJudger.StartAsync(parsed.ModelFolder(model), [], parsed.GetValue(verbose), cancellationToken);
                using var status = new StatusLine();
                var answers = new SceneAnswers(judger.Client, (ulong)parsed.GetValue(seed), folder, parsed.GetValue(stage) == "baseline");
                var (lines, wrong) = await Writing(
                    folder,
                    () => answers.WriteAsync(scenes, parsed.GetValue(parallel), done => status.Show(() => $"{done} of {scenes} scenes"), cancellationToken));
                status.Clear();
                if (parsed.GetValue(json))
                    Console.WriteLine(JsonSerializer.Serialize(new { output = Path.GetFullPath(folder), lines, wrong }, RecordJson.Options));
                else Console.WriteLine($"Wrote {Path.Combine(folder, "answers.jsonl")}: {lines} answers, {wrong} of them wrong.");
            },
            cancellationToken));
        return command;
    }

    private static Command CreateBuild()
    {
        var input = new Option<string>("--input-jsonl", "--input_jsonl") { Description = "What judger judge wrote.", Required = true };
        input.NotEmpty();
        var output = new Option<string>("--output") { Description = "The training file to write.", Required = true };
        output.NotEmpty();
        var suffix = new Option<string>("--suffix")
        {
            Description = "What each question ends with, on a line of its own; \"\" for nothing.",
            DefaultValueFactory = _ => SingleWord,
        };
        var extras = new Option<bool>("--extras")
        {
            Description = "Also writes response (the judged answer) and box (the crop), which `Judger.Training llava` uses, and JUDGER's format does not have.",
        };
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "build",
            "Makes a LLaVA-format training file with judgments of judged answers.\n\n"
            + "Examples:\n  judger dataset build --input-jsonl judged.jsonl --output train.json\n"
            + "  judger dataset build --input-jsonl judged.jsonl --output train.json --extras --json")
        {
            input, output, suffix, extras, json, verbose,
        };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () =>
            {
                var builder = new DatasetBuilder(parsed.GetValue(suffix)!, parsed.GetValue(extras));
                var rows = builder.Build(parsed.GetValue(input)!);
                var path = parsed.GetValue(output)!;
                DatasetBuilder.Write(path, rows);
                var judged = rows.Count(row => row.Judgment is not null);
                Tell("left out", builder.Problems);
                if (parsed.GetValue(json))
                {
                    Console.WriteLine(JsonSerializer.Serialize(
                        new { output = Path.GetFullPath(path), rows = rows.Count, judged, left_out = builder.Problems }, RecordJson.Options));
                }
                else Console.WriteLine($"Wrote {path}: {rows.Count} rows, {judged} with a judgment.");
                return Task.FromResult(builder.Problems.Count > 0 ? CommandRunner.Partial : CommandRunner.Success);
            },
            cancellationToken));
        return command;
    }

    private static Command CreateCheck()
    {
        var file = new Argument<string>("file") { Description = "A training file in LLaVA's format with judgments." };
        var images = new Option<string?>("--images") { Description = "The folder of the images; then each is looked at." };
        var benchmark = new Option<string?>("--benchmark")
        {
            Description = "A question file of GQA, such as testdev_balanced_questions.json: rows with its questions are counted.",
        };
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command(
            "check",
            "Checks a training file: every row, what the judgments say, and whether it holds a benchmark's questions.\n\n"
            + "Exit codes: 0 valid, 1 an error, 3 rows are wrong.\n\nExamples:\n  judger dataset check train.json --images images\n"
            + "  judger dataset check train.json --json")
        {
            file, images, benchmark, json, verbose,
        };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () =>
            {
                var questions = parsed.GetValue(benchmark) is { } path ? BenchmarkQuestions.Read(path) : null;
                var check = DatasetCheck.Run(parsed.GetValue(file)!, parsed.GetValue(images), questions);
                Tell("wrong", check.Problems);
                foreach (var warning in Warnings(check)) Console.Error.WriteLine($"warning: {warning}");
                if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(Describe(check), RecordJson.Options));
                else
                {
                    Console.WriteLine(
                        $"{check.Rows} rows, {check.Problems.Count} errors. Judgments: "
                        + $"{string.Join(", ", check.Verdicts.Select(count => $"{count.Value} {Name(count.Key)}"))}; {check.Unjudged} null.");
                }
                return Task.FromResult(check.Problems.Count > 0 ? CommandRunner.Partial : CommandRunner.Success);
            },
            cancellationToken));
        return command;
    }

    private static IEnumerable<string> Warnings(DatasetCheck check)
    {
        if (check.GqaTestImages > 0)
        {
            yield return $"{check.GqaTestImages} rows have images of GQA's test sets (n....jpg), as the 1,000 rows that JUDGER published have, which are "
                + "questions of GQA test-dev: a model trained on them must not report GQA.";
        }
        if (check.BenchmarkRows > 0) yield return $"{check.BenchmarkRows} rows are questions of the benchmark: a model trained on them must not report it.";
    }

    private static object Describe(DatasetCheck check) => new
    {
        rows = check.Rows,
        judgments = check.Verdicts.ToDictionary(count => Name(count.Key), count => count.Value),
        without_judgment = check.Unjudged,
        gqa_test_images = check.GqaTestImages,
        benchmark_rows = check.BenchmarkRows,
        errors = check.Problems,
        warnings = Warnings(check),
    };

    private static string Name(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static void Tell(string what, IReadOnlyList<string> problems)
    {
        foreach (var problem in problems.Take(ProblemsShown)) Console.Error.WriteLine($"{what}: {problem}");
        if (problems.Count > ProblemsShown) Console.Error.WriteLine($"{what}: {problems.Count - ProblemsShown} more; --json lists all.");
    }

    private static async Task<T> Writing<T>(string folder, Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (Exception exception) when (FileError.Is(exception))
        {
            throw OutputFile.NotWritable(folder, exception);
        }
    }
}
