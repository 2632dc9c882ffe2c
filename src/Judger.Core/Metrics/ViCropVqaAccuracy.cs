namespace Judger.Core.Metrics;

/// <summary>
/// VQA accuracy as ViCrop computes it (saccharomycetes/mllms_know, get_score.py): 0.3 for each annotation that agrees, at most 1, always normalised. Over ten
/// annotations that are not all the same it is <see cref="VqaAccuracy"/>, rounding aside.
/// </summary>
public sealed class ViCropVqaAccuracy : IAnswerMetric
{
    private const double Each = 0.3;

    public string Name => "vqa-vicrop";

    public string Rule => "ViCrop's rule (get_score.py): 0.3 for each of ten annotations that matches, at most 1. Both sides are always normalised.";

    public bool IsProportion => false;

    public int Annotations => 10;

    public double Score(string prediction, AnswerKey key)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(key);
        var given = VqaNormalizer.Normalize(prediction);
        return Math.Min(Each * key.Answers.Count(answer => VqaNormalizer.Normalize(answer) == given), 1);
    }
}
