using System.CommandLine;
using System.Text.Json;
using Judger.Cli.Evaluation.Benchmarks;
using Judger.Cli.Evaluation.Runs;
using Judger.Cli.Evaluation.Scoring;
using Judger.Core.Metrics;
using Judger.Server.Records;

namespace Judger.Cli.Commands;

/// <summary><c>judger score</c>: predictions that are there already, without a model.</summary>
internal static class ScoreCommand
{
    private const string Description =
        """
        Scores a file of predictions by a benchmark's own metric, without a model.

        Predictions are JSON lines or a list of {"question_id", "text" or "answer"}: LLaVA's answer files, POPE's, VQA's
        result files; and with --stage the records of judger eval. Without ids they stand in the order of the questions.
        Without --data each prediction carries "answers" or "label". Predictions for several splits of POPE, merged like the questions,
        are scored by split and together.

        Examples:
          judger score --benchmark pope --data coco_pope_adversarial.json --predictions answers.jsonl
          judger score --benchmark vqav2 --data questions.json --annotations annotations.json --predictions results.json --json
          judger score --benchmark textvqa --data TextVQA_0.5.1_val.json --predictions runs/textvqa/records.jsonl --stage crop --metric vqa-vicrop
        """;

    public static Command Create()
    {
        var name = new Option<string>("--benchmark") { Description = "The benchmark whose metric and file format are used.", Required = true };
        name.AcceptOnlyFromAmong([.. BenchmarkCatalog.All.Select(benchmark => benchmark.Name)]);
        var predictions = new Option<string>("--predictions") { Description = "The file of predictions.", Required = true };
        predictions.NotEmpty();
        var data = new Option<string?>("--data") { Description = "The benchmark's file of questions, or its folder." };
        var annotations = new Option<string?>("--annotations") { Description = "The file of answers, if it is separate from the questions." };
        foreach (var path in new[] { data, annotations }) path.NotEmpty();
        var metricName = new Option<string?>("--metric") { Description = "A metric other than the benchmark's own." };
        metricName.AcceptOnlyFromAmong([.. AnswerMetrics.ByName.Keys]);
        var stage = new Option<string?>("--stage")
        {
            Description = "Set when the predictions are the records of judger eval: the stage whose answers are scored.",
        };
        stage.AcceptOnlyFromAmong([.. StageName.All]);
        var json = CommonOptions.Json();
        var verbose = CommonOptions.Verbose();
        var command = new Command("score", Description) { name, predictions, data, annotations, metricName, stage, json, verbose };
        command.SetAction((parsed, cancellationToken) => CommandRunner.RunAsync(
            parsed.GetValue(verbose),
            () =>
            {
                var benchmark = BenchmarkCatalog.All.First(one => one.Name == parsed.GetValue(name));
                var metric = parsed.GetValue(metricName) is { } other ? AnswerMetrics.ByName[other] : benchmark.Metric;
                var source = parsed.GetValue(data) is { } file ? new BenchmarkSource(file, parsed.GetValue(annotations)) : null;
                var report = Score(benchmark, metric, source, parsed.GetValue(predictions)!, parsed.GetValue(stage));
                if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(report.Describe(), RecordJson.Options));
                else report.Print();
                return Task.CompletedTask;
            },
            cancellationToken));
        return command;
    }

    private static ScoreReport Score(IBenchmark benchmark, IAnswerMetric metric, BenchmarkSource? source, string path, string? stage)
    {
        var predictions = Prediction.Read(path, stage).ToList();

        // Of a question that failed and was asked again, the last record counts.
        if (stage is not null) predictions = [.. predictions.GroupBy(prediction => prediction.Id).Select(group => group.Last())];
        if (predictions.Count == 0) throw new CliException($"{path} has no predictions; check --predictions.");
        if (source is null)
        {
            var keys = PredictionMatch.Keys(predictions);
            var carried = AnnotationCheck.Warnings(predictions, keys, metric);
            return new(benchmark.Name, metric, PredictionMatch.Score(predictions, keys, metric), carried);
        }

        var questions = BenchmarkCatalog.Read(benchmark, source, limit: null);
        var warnings = AnnotationCheck.Warnings(questions, source, metric);
        return new(benchmark.Name, metric, PredictionMatch.Score(predictions, questions, metric, path), warnings);
    }
}
