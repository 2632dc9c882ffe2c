namespace Judger.Core.Metrics;

/// <summary>
/// VQA 2.0 as LLaVA reports it (haotian-liu/LLaVA, convert_vqav2_for_submission.py): predictions go through <see cref="TextVqaNormalizer"/> before they are
/// submitted, and the evaluation server scores them by <see cref="VqaAccuracy"/>. So letter case and number words do not count where all annotations are the
/// same text either.
/// </summary>
public sealed class LlavaVqaAccuracy : IAnswerMetric
{
    private readonly VqaAccuracy _official = new();

    public string Name => "vqa-llava";

    public string Rule => $"As LLaVA submits to VQA's server: predictions are normalised first. Then {_official.Rule}";

    public bool IsProportion => false;

    public int Annotations => _official.Annotations;

    public int LeastAnnotations => _official.LeastAnnotations;

    public double Score(string prediction, AnswerKey key) => _official.Score(TextVqaNormalizer.Normalize(prediction), key);
}
