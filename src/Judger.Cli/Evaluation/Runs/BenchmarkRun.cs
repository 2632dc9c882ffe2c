using System.Text;
using System.Text.Json;
using Judger.Cli.Commands;
using Judger.Cli.Evaluation.Benchmarks;
using Judger.Cli.Evaluation.Reports;
using Judger.Cli.Evaluation.Scoring;
using Judger.Cli.Hosting;
using Judger.Cli.Output;
using Judger.Core.Metrics;
using Judger.Server.Records;

namespace Judger.Cli.Evaluation.Runs;

/// <summary>A benchmark from its files to its summary. All errors in the files are reported before the model is loaded.</summary>
internal sealed class BenchmarkRun(IBenchmark benchmark, BenchmarkSource source, RunSettings settings, Func<CancellationToken, Task<IJudgerHost>> start)
{
    /// <summary>Asks what is not asked yet, and writes <c>summary.json</c> and <c>summary.md</c> into the output folder.</summary>
    public async Task<BenchmarkReport> RunAsync(string output, int? limit, int parallel, bool restart, bool skipMissing, CancellationToken cancellationToken)
    {
        var questions = BenchmarkCatalog.Read(benchmark, source, limit);
        var warnings = AnnotationCheck.Warnings(questions, source, AnswerMetrics.ByName[settings.Metric]);
        var (tasks, missing) = BenchmarkTask.Find(questions, new ImageFolder(settings.Images), skipMissing);
        using var folder = RunFolder.Open(output, settings, restart);
        var open = tasks.Count(task => !folder.IsFinished(task.Question.Id));
        if (open < tasks.Count) await Console.Error.WriteLineAsync($"{tasks.Count - open} of {tasks.Count} questions are answered already; {open} to go.");
        try
        {
            if (open > 0) await AskAsync(tasks, folder, open, parallel, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(
                $"{tasks.Count(task => folder.IsFinished(task.Question.Id))} of {tasks.Count} questions are answered and kept in {output}; the same "
                + "command goes on from there.");
            throw;
        }

        var report = new BenchmarkReport(settings, [.. tasks.Select(task => folder.Records[task.Question.Id])], missing, warnings);
        Write("summary.json", JsonSerializer.Serialize(report.Describe(), RecordJson.Options) + "\n");
        Write("summary.md", report.ToMarkdown());
        return report;

        void Write(string name, string text) => OutputFile.Write(Path.Combine(output, name), file => file.Write(Encoding.UTF8.GetBytes(text)));
    }

    private async Task AskAsync(List<BenchmarkTask> tasks, RunFolder folder, int open, int parallel, CancellationToken cancellationToken)
    {
        await using var judger = await start(cancellationToken);
        var options = new AskOptions
        {
            Expert = settings.IsJudged ? settings.Expert : ExpertNames.Self,
            Policy = settings.IsJudged ? PolicyName.Parse(settings.Policy) : JudgmentPolicy.Never,
            MaxRounds = settings.MaxRounds,
            FinalChoice = settings.FinalChoice,
            Look = LookPolicy.Always,
            CompatibleCrop = settings.CompatibleCrop,
            Budget = TimeSpan.FromSeconds(settings.BudgetSeconds),
            Model = settings.Cluster is null || settings.Model.Length == 0 ? null : settings.Model,
        };
        var evaluation = new BenchmarkEvaluation(judger.Client, AnswerMetrics.ByName[settings.Metric], settings, options, TimeProvider.System);
        await CountProgress.RunAsync("questions", open, progress => evaluation.RunAsync(tasks, folder, parallel, progress, cancellationToken));
    }
}
