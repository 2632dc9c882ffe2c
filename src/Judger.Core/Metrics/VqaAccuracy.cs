namespace Judger.Core.Metrics;

/// <summary>
/// The official VQA accuracy (GT-Vision-Lab/VQA, vqaEval.py): for each of the ten annotations, how many of the other nine agree with the prediction, three
/// being enough; the mean over the ten. TextVQA is scored by it too.
/// </summary>
/// <remarks>Where all annotations are the same text, the official code normalises neither them nor the prediction. So does this.</remarks>
public sealed class VqaAccuracy : IAnswerMetric
{
    private const double Enough = 3;

    public string Name => "vqa";

    public bool IsProportion => false;

    public double Score(string prediction, AnswerKey key)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(key);
        var answers = key.Answers.Select(Clean).ToList();
        var given = Clean(prediction);
        if (answers.Distinct(StringComparer.Ordinal).Skip(1).Any())
        {
            given = VqaNormalizer.Normalize(given);
            answers = answers.ConvertAll(VqaNormalizer.Normalize);
        }

        var matches = answers.Count(answer => answer == given);
        return answers.Count == 0 ? 0 : answers.Average(answer => Math.Min(1, (answer == given ? matches - 1 : matches) / Enough));
    }

    private static string Clean(string text) => text.Replace('\n', ' ').Replace('\t', ' ').Trim();
}
