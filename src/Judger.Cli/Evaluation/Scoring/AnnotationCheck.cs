using Judger.Cli.Commands;
using Judger.Cli.Evaluation.Benchmarks;
using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Scoring;

/// <summary>Whether questions have the annotations that a metric is defined over.</summary>
internal static class AnnotationCheck
{
    /// <summary>What a report must say about the annotations of a benchmark's questions; nothing where every question has all of them.</summary>
    /// <exception cref="CliException">A question has so few annotations that the metric would score every answer alike.</exception>
    public static IReadOnlyList<string> Warnings(IReadOnlyList<BenchmarkQuestion> questions, BenchmarkSource source, IAnswerMetric metric) => Warnings(
        [.. questions.Select(question => ($"Question {question.Id} of {source.Annotations ?? source.Data}", question.Key))],
        metric,
        "Give the file that has all annotations");

    /// <summary>The same for predictions that carry what is right.</summary>
    /// <exception cref="CliException">A prediction carries so few annotations that the metric would score every answer alike.</exception>
    public static IReadOnlyList<string> Warnings(IReadOnlyList<Prediction> predictions, IReadOnlyList<AnswerKey> keys, IAnswerMetric metric) =>
        Warnings([.. predictions.Zip(keys, (prediction, key) => (prediction.Item.Where, key))], metric, "Give the benchmark's file with --data");

    private static IReadOnlyList<string> Warnings(IReadOnlyList<(string Where, AnswerKey Key)> keys, IAnswerMetric metric, string remedy)
    {
        if (keys.FirstOrDefault(one => one.Key.Answers.Count < metric.LeastAnnotations) is { Where: not null } poor)
        {
            var count = poor.Key.Answers.Count == 0 ? "no annotation" : "one annotation";
            throw new CliException(
                $"{poor.Where} has {count}, and with so few the metric {metric.Name} scores every answer 0. {remedy}, or choose another metric with --metric, "
                + "such as exact.");
        }

        var counts = keys.Select(one => one.Key.Answers.Count).Where(count => count < metric.Annotations).ToList();
        return counts.Count == 0
            ? []
            : [
                $"{counts.Count} of {keys.Count} questions have fewer than {metric.Annotations} annotations (the fewest: {counts.Min()}). The metric "
                + $"{metric.Name} is defined over {metric.Annotations}, so the score cannot be compared with published ones.",
            ];
    }
}
