namespace Judger.Core.Metrics;

/// <summary>All metrics that score one answer.</summary>
public static class AnswerMetrics
{
    /// <summary>The metrics by name.</summary>
    public static IReadOnlyDictionary<string, IAnswerMetric> ByName { get; } =
        new IAnswerMetric[]
        {
            new ExactMatch(), new VqaAccuracy(), new LlavaVqaAccuracy(), new TextVqaAccuracy(), new ViCropVqaAccuracy(), new PopeAccuracy(), new MmeAccuracy(),
            new MultipleChoice(), new DirectAnswer(), new Anls(),
        }
            .ToDictionary(metric => metric.Name, StringComparer.Ordinal);
}
