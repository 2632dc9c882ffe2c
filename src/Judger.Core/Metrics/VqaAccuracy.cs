namespace Judger.Core.Metrics;

/// <summary>
/// The official VQA accuracy (GT-Vision-Lab/VQA, vqaEval.py): for each of the ten annotations, how many of the other nine agree with the prediction, three
/// being enough; the mean over the ten.
/// </summary>
/// <remarks>Where all annotations are the same text, the official code normalises neither them nor the prediction. So does this.</remarks>
public sealed class VqaAccuracy : IAnswerMetric
{
    public string Name => "vqa";

    public string Rule =>
        "VQA's official rule: of ten annotations each is left out in turn, and three of the others that match are enough. Both sides are normalised, except "
        + "where all annotations are the same text: there nothing is, not even letter case.";

    public bool IsProportion => false;

    public int Annotations => LeaveOneOut.Annotations;

    public int LeastAnnotations => LeaveOneOut.LeastAnnotations;

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

        return LeaveOneOut.Score(given, answers);
    }

    private static string Clean(string text) => text.Replace('\n', ' ').Replace('\t', ' ').Trim();
}
