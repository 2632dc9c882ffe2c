using Judger.Cli.Commands;
using Judger.Cli.Evaluation.Benchmarks;
using Judger.Cli.Evaluation.Reports;
using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Scoring;

/// <summary>Brings predictions and questions together, and scores them.</summary>
internal static class PredictionMatch
{
    private const string MmeSuffix = "Please answer yes or no.";

    /// <summary>Scores predictions against a benchmark's questions; a question without a prediction is wrong.</summary>
    /// <exception cref="CliException">A prediction is for no question, or two are for the same, or there are no ids and not as many predictions as
    /// questions.</exception>
    public static List<ScoredAnswer> Score(IReadOnlyList<Prediction> predictions, IReadOnlyList<BenchmarkQuestion> questions, IAnswerMetric metric, string path)
    {
        var found = predictions.All(prediction => prediction.Id is null) ? ByOrder(predictions, questions, path) : ById(predictions, questions);
        return [.. questions.Select(
            question => Scored(question.Images[0], question.Category, question.Key, found.GetValueOrDefault(question.Id)?.Text, metric))];
    }

    /// <summary>Scores predictions that carry what is right: <c>answers</c>, <c>label</c>, or a record's <c>reference</c>.</summary>
    public static List<ScoredAnswer> Score(IReadOnlyList<Prediction> predictions, IAnswerMetric metric) => [.. predictions.Select(prediction =>
    {
        var item = prediction.Item;
        var answers = item.TextsOrNull("answers")
            ?? item.TextsOrNull("label")
            ?? item.TextsOrNull("reference")
            ?? throw item.Wrong("the right answer is missing; give the benchmark's file with --data.");
        return Scored(item.TextOrNull("image") ?? "", item.TextOrNull("category"), new() { Answers = answers }, prediction.Text, metric);
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
        var known = questions.Select(question => question.Id).ToHashSet(StringComparer.Ordinal);

        // LLaVA's files for TextVQA and MME have the image's name for an id, and tell questions about the same image apart by the prompt.
        var named = questions
            .GroupBy(question => Alias(question.Images[0], question.Text), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Id, StringComparer.Ordinal);
        var found = new Dictionary<string, Prediction>(StringComparer.Ordinal);
        foreach (var prediction in predictions)
        {
            var id = prediction.Id ?? throw prediction.Item.Wrong("question_id is missing.");
            if (!known.Contains(id) && !(prediction.Prompt is { } prompt && named.TryGetValue(Alias(id, prompt), out id)))
                throw prediction.Item.Wrong($"there is no question {prediction.Id} in --data.");
            if (!found.TryAdd(id, prediction)) throw prediction.Item.Wrong($"question {id} has a prediction already.");
        }

        return found;
    }

    private static string Alias(string image, string prompt)
    {
        var question = prompt.Split('\n')[0].Replace(MmeSuffix, "", StringComparison.Ordinal).Trim().ToLowerInvariant();
        return $"{Path.ChangeExtension(image, null)}\n{question}";
    }
}
