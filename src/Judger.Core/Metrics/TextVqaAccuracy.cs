namespace Judger.Core.Metrics;

/// <summary>
/// TextVQA's accuracy as its evaluator computes it (facebookresearch/mmf; haotian-liu/LLaVA, m4c_evaluator.py): VQA's leave-one-out rule over ten annotations,
/// always normalised, by <see cref="TextVqaNormalizer"/>.
/// </summary>
public sealed class TextVqaAccuracy : IAnswerMetric
{
    public string Name => "textvqa";

    public string Rule =>
        "TextVQA's rule (LLaVA's m4c_evaluator): of ten annotations each is left out in turn, and three of the others that match are enough. Both sides are "
        + "always normalised.";

    public bool IsProportion => false;

    public int Annotations => LeaveOneOut.Annotations;

    public int LeastAnnotations => LeaveOneOut.LeastAnnotations;

    public double Score(string prediction, AnswerKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return LeaveOneOut.Score(TextVqaNormalizer.Normalize(prediction), [.. key.Answers.Select(TextVqaNormalizer.Normalize)]);
    }
}
