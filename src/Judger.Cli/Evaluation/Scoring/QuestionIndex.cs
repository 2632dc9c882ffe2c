using Judger.Cli.Commands;
using Judger.Cli.Evaluation.Benchmarks;

namespace Judger.Cli.Evaluation.Scoring;

/// <summary>Finds the question that a prediction answers, whatever name its file gives the question.</summary>
internal sealed class QuestionIndex
{
    private const string MmeSuffix = "Please answer yes or no.";

    private readonly HashSet<string> _ids;
    private readonly ILookup<string, BenchmarkQuestion> _byFileId;
    private readonly ILookup<string, BenchmarkQuestion> _byPrompt;
    private readonly Dictionary<string, int> _predictions;
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    public QuestionIndex(IReadOnlyList<BenchmarkQuestion> questions, IEnumerable<Prediction> predictions)
    {
        _ids = questions.Select(question => question.Id).ToHashSet(StringComparer.Ordinal);
        _byFileId = questions.Where(question => question.FileId is not null).ToLookup(question => question.FileId!, StringComparer.Ordinal);
        _byPrompt = questions.ToLookup(question => Alias(question.Images[0], question.Text), StringComparer.Ordinal);
        _predictions = predictions.CountBy(Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>The id of the question that the next prediction of the file is for.</summary>
    /// <exception cref="CliException">There is no such question, or there are several and nothing tells which is meant.</exception>
    public string Find(Prediction prediction)
    {
        var id = prediction.Id ?? throw prediction.Item.Wrong("question_id is missing.");
        if (_ids.Contains(id)) return id;

        // LLaVA's files for TextVQA and MME have the image's name for an id, and tell questions about the same image apart by the prompt.
        if (_byFileId.Contains(id)) return OfSplits(id, prediction, [.. _byFileId[id]]);
        return prediction.Prompt is { } prompt && _byPrompt[Alias(id, prompt)].FirstOrDefault() is { } named
            ? named.Id
            : throw prediction.Item.Wrong($"there is no question {id} in --data.");
    }

    // Each split of a merged file counts its questions from the start. What the prompts do not tell apart, predictions that are merged in the same way do by
    // their order.
    private string OfSplits(string id, Prediction prediction, List<BenchmarkQuestion> questions)
    {
        var key = Key(prediction);
        var place = _seen.GetValueOrDefault(key);
        _seen[key] = place + 1;
        if (prediction.Category is { } category)
            return questions.Find(question => question.Category == category)?.Id ?? throw prediction.Item.Wrong($"there is no question {id} of {category}.");
        var asked = prediction.Prompt is { } prompt ? questions.FindAll(question => Plain(question.Text) == Plain(prompt)) : [];
        if (asked.Count == 0) asked = questions;
        return asked is [var only] ? only.Id
            : asked.Count == _predictions[key] ? asked[place].Id
            : throw prediction.Item.Wrong(
                $"question {id} is in {string.Join(", ", asked.Select(question => question.Category))}, and {_predictions[key]} predictions are for it. "
                + "Say with \"category\" which one is meant, or give one prediction for each in the order of --data.");
    }

    private static string Key(Prediction prediction) => $"{prediction.Id}\n{(prediction.Prompt is { } prompt ? Plain(prompt) : "")}";

    private static string Alias(string image, string prompt) => $"{Path.ChangeExtension(image, null)}\n{Plain(prompt)}";

    private static string Plain(string prompt) => prompt.Split('\n')[0].Replace(MmeSuffix, "", StringComparison.Ordinal).Trim().ToLowerInvariant();
}
