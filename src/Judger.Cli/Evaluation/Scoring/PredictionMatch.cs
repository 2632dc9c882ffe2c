using Judger.Cli.Commands;
using Judger.Cli.Evaluation.Benchmarks;
using Judger.Cli.Evaluation.Reports;
using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Scoring;

/// <summary>Brings predictions and questions together, and scores them.</summary>
internal static class PredictionMatch
{
    /// <summary>Scores predictions against a benchmark's questions; a question without a prediction is wrong.</summary>
    /// <exception cref="CliException">A prediction is for no question, or two are for the same, or there are no ids and not as many predictions as
    /// questions.</exception>
    public static List<ScoredAnswer> Score(IReadOnlyList<Prediction> predictions, IReadOnlyList<BenchmarkQuestion> questions, IAnswerMetric metric, string path)
    {
        var found = predictions.All(prediction => prediction.Id is null) ? ByOrder(predictions, questions, path) : ById(predictions, questions);
        return [.. questions.Select(
            question => Scored(question.Images[0], question.Category, question.Key, found.GetValueOrDefault(question.Id)?.Text, metric))];
    }

    /// <summary>Scores predictions that carry what is right.</summary>
    /// <param name="predictions">The predictions.</param>
    /// <param name="keys">What is right about each of them: <see cref="Keys"/>.</param>
    /// <param name="metric">The metric.</param>
    public static List<ScoredAnswer> Score(IReadOnlyList<Prediction> predictions, IReadOnlyList<AnswerKey> keys, IAnswerMetric metric) =>
    [
        .. predictions.Zip(
            keys, (prediction, key) => Scored(prediction.Item.TextOrNull("image") ?? "", prediction.Category, key, prediction.Text, metric)),
    ];

    /// <summary>What predictions themselves say is right: <c>answers</c>, <c>label</c>, or a record's <c>reference</c>.</summary>
    /// <exception cref="CliException">A prediction says nothing.</exception>
    public static List<AnswerKey> Keys(IReadOnlyList<Prediction> predictions) => [.. predictions.Select(prediction => new AnswerKey
    {
        Answers = prediction.Item.TextsOrNull("answers")
            ?? prediction.Item.TextsOrNull("label")
            ?? prediction.Item.TextsOrNull("reference")
            ?? throw prediction.Item.Wrong("the right answer is missing; give the benchmark's file with --data."),
    })];

    private static ScoredAnswer Scored(string image, string? category, AnswerKey key, string? answer, IAnswerMetric metric) =>
        new(image, category, key.Reference, answer, answer is null ? 0 : metric.Score(answer, key));

    private static Dictionary<string, Prediction> ByOrder(IReadOnlyList<Prediction> predictions, IReadOnlyList<BenchmarkQuestion> questions, string path) =>
        predictions.Count == questions.Count
            ? questions.Zip(predictions).ToDictionary(pair => pair.First.Id, pair => pair.Second, StringComparer.Ordinal)
            : throw new CliException(
                $"{path} has no question_id and {predictions.Count} predictions for {questions.Count} questions; give ids, or one prediction for "
                + "each question in their order.");

    private static Dictionary<string, Prediction> ById(IReadOnlyList<Prediction> predictions, IReadOnlyList<BenchmarkQuestion> questions)
    {
        var index = new QuestionIndex(questions, predictions);
        var found = new Dictionary<string, Prediction>(StringComparer.Ordinal);
        foreach (var prediction in predictions)
        {
            var id = index.Find(prediction);
            if (!found.TryAdd(id, prediction)) throw prediction.Item.Wrong($"question {id} has a prediction already.");
        }

        return found;
    }
}
