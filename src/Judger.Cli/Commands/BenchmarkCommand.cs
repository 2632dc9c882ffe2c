using System.CommandLine;
using System.Text.Json;
using Judger.Cli.Evaluation.Benchmarks;
using Judger.Cli.Evaluation.Reports;
using Judger.Cli.Evaluation.Runs;
using Judger.Cli.Hosting;
using Judger.Core.Metrics;
using Judger.Server.Records;

namespace Judger.Cli.Commands;

/// <summary><c>judger eval textvqa</c> and its like: a public benchmark, stage by stage.</summary>
internal static class BenchmarkCommand
{
    public static Command Create(IBenchmark benchmark)
    {
        var data = new Option<string>("--data")
        {
            Description = benchmark.IsFolder ? "The benchmark's folder." : "The benchmark's file of questions.",
            Required = true,
        };
        var images = new Option<string?>("--images")
        {
            Description = benchmark.IsFolder ? "The folder of images, when it is not --data." : "The folder of images.",
            Required = !benchmark.IsFolder,
        };
        var annotations = new Option<string?>("--annotations") { Description = "The file of answers, if it is separate from the questions." };
        var stages = new Option<string?>("--stages")
        {
            Description = "Which answers are scored, a list of baseline, crop, "
                + $"judged{(benchmark.HasBoxes ? " and oracle (the crop that the benchmark names)" : "")}. Default: baseline,crop,judged, or "
                + "baseline,crop without an expert.",
        };
        var expert = new ExpertArguments(byDefault: "self, also where its judgment is not calibrated");
        var compatible = new Option<bool>("--compatible-crop")
        {
            Description = "Maps the patch grid as the reference code does, which shifts boxes on images that are not square.",
        };
        var budget = new Option<int>("--budget")
        {
            Description = "Most seconds for a question. When they are over, the best stage so far is the answer.",
            DefaultValueFactory = _ => (int)QuestionLimits.MaxBudget.TotalSeconds,
        };
        budget.AtLeast(1);
        var metric = new Option<string>("--metric")
        {
            Description = "How answers are scored, when not by the benchmark's own metric.",
            DefaultValueFactory = _ => benchmark.Metric.Name,
        };
        metric.AcceptOnlyFromAmong([.. AnswerMetrics.ByName.Keys]);
        var cluster = new Option<string?>("--cluster")
        {
            Description = "Asks a cluster: redis=HOST:PORT, gateway=ADDRESS:PORT or postgres=CONNECTION. --model is then the name under which it serves the "
                + "model. Default: this process answers.",
        };
        var model = new Option<string?>("--model")
        {
            Description = "A model folder written by `judger export`. Default: the embedded model, which knows only its synthetic world.",
        };
        data.NotEmpty();
        foreach (var path in new[] { images, annotations, model }) path.NotEmpty();
        var limit = new Option<int?>("--limit") { Description = "Only the first questions." };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var number) && number < 1) result.AddError("--limit must be at least 1.");
        });
        var parallel = new Option<int>("--parallel")
        {
            Description = "Questions in flight. Use 1 to measure a question that has the device to itself.",
            DefaultValueFactory = _ => 4,
        };
        parallel.AtLeast(1);
        var output = new Option<string>("--output")
        {
            Description = "Where records and summary are written. An interrupted run continues where it stopped.",
            DefaultValueFactory = _ => $"runs/{benchmark.Name}",
        };
        output.NotEmpty();
        var restart = new Option<bool>("--restart") { Description = "Starts over and deletes what is in the output folder." };
        var skip = new Option<bool>("--skip-missing") { Description = "Skips questions whose image is missing, and prints how many." };
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var example = $"judger eval {benchmark.Name} "
            + benchmark.Description[(benchmark.Description.LastIndexOf(": --", StringComparison.Ordinal) + 2)..].Split(',')[0];
        var command = new Command(
            benchmark.Name,
            $"{benchmark.Description}\n\nExamples:\n  {example} --model models/llava-7b --limit 500\n"
            + $"  {example} --cluster redis=127.0.0.1:6379 --parallel 16 --json\n\n"
            + "Exit codes: 0 all questions answered, 1 an error or no question answered, 3 some questions failed, 130 interrupted.")
        {
            data, images, annotations, stages, compatible, budget, metric, model, cluster, limit, parallel, output, restart, skip, json, verbose,
        };
        foreach (var option in expert.All) command.Add(option);
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () =>
            {
                var source = new BenchmarkSource(parsed.GetValue(data)!, parsed.GetValue(annotations));
                var remote = parsed.GetValue(cluster);
                var name = parsed.GetValue(model);
                var folder = remote is null ? name ?? TinyModel.EmbeddedModel.Folder : null;
                var (asked, experts) = (expert.Options(parsed, reference: null), expert.Experts(parsed));
                var settings = new RunSettings
                {
                    Benchmark = benchmark.Name,
                    Metric = parsed.GetValue(metric)!,
                    Data = Path.GetFullPath(source.Data),
                    DataDigest = RunSettings.Digest(source.Data),
                    AnnotationsDigest = RunSettings.Digest(source.Annotations),
                    Images = Path.GetFullPath(parsed.GetValue(images) ?? source.Data),
                    Stages = Stages(benchmark, parsed.GetValue(stages), expert.Name(parsed)),
                    Expert = expert.Name(parsed),
                    Policy = PolicyName.Of(asked.Policy),
                    MaxRounds = asked.MaxRounds,
                    FinalChoice = asked.FinalChoice,
                    CompatibleCrop = parsed.GetValue(compatible),
                    BudgetSeconds = parsed.GetValue(budget),
                    Model = folder is null ? name ?? "" : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
                    ModelDigest = folder is null ? null : RunSettings.Digest(Path.Combine(folder, "judger-model.json")),
                    Cluster = remote is null ? null : RemoteJudger.KindOf(remote),
                };
                Func<CancellationToken, Task<IJudgerHost>> start = remote is null
                    ? async token => await LocalJudger.StartAsync(folder!, experts, parsed.GetValue(verbose), token)
                    : async token => await RemoteJudger.ConnectAsync(remote, parsed.GetValue(verbose), token);
                var run = new BenchmarkRun(benchmark, source, settings, start);
                return RunAsync(
                    run, parsed.GetValue(limit), parsed.GetValue(parallel), parsed.GetValue(output)!, parsed.GetValue(restart), parsed.GetValue(skip),
                    parsed.GetValue(json), cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        BenchmarkRun run, int? limit, int parallel, string output, bool restart, bool skipMissing, bool asJson, CancellationToken cancellationToken)
    {
        var report = await run.RunAsync(output, limit, parallel, restart, skipMissing, cancellationToken);
        if (asJson) Console.WriteLine(JsonSerializer.Serialize(report.Describe(), RecordJson.Options));
        else report.Print();
        return await ExitCodeAsync(report);
    }

    /// <summary>A figure that failed questions have lowered must not pass for a good one in a script.</summary>
    private static async Task<int> ExitCodeAsync(BenchmarkReport report)
    {
        if (report.Failures.Count == 0) return CommandRunner.Success;
        var first = $"questions failed, the first with: {report.Failures[0].TrimEnd('.')}. Run the same command again to ask them again.";
        if (report.Failures.Count == report.Questions) throw new CliException($"All {report.Questions} {first}");
        await Console.Error.WriteLineAsync($"warning: {report.Failures.Count} of {report.Questions} {first}");
        return CommandRunner.Partial;
    }

    private static IReadOnlyList<string> Stages(IBenchmark benchmark, string? list, string expert)
    {
        if (list is null) return expert == ExpertArguments.None ? [StageName.Baseline, StageName.Crop] : [StageName.Baseline, StageName.Crop, StageName.Judged];
        var named = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (named.Except(StageName.All).FirstOrDefault() is { } unknown)
            throw new CliException($"The stage {unknown} does not exist; --stages takes {string.Join(", ", StageName.All)}.");
        if (named.Contains(StageName.Judged) && expert == ExpertArguments.None)
            throw new CliException("The stage judged needs an expert; give --expert self, reference or a model's name, or leave judged out of --stages.");
        if (named.Contains(StageName.Oracle) && !benchmark.HasBoxes)
            throw new CliException($"{benchmark.Name} does not name where answers are in the image; leave oracle out of --stages.");
        return named.Length > 0
            ? [.. StageName.All.Where(named.Contains)]
            : throw new CliException($"--stages is empty; it takes {string.Join(", ", StageName.All)}.");
    }
}
