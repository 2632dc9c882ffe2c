namespace Judger.Core.Metrics;

/// <summary>MME's score of one category.</summary>
/// <param name="Category">The category, "existence" for example.</param>
/// <param name="Accuracy">Right answers of all, 0 to 1.</param>
/// <param name="AccuracyPlus">Images whose questions are all answered right, of all, 0 to 1.</param>
public sealed record MmeScore(string Category, double Accuracy, double AccuracyPlus)
{
    /// <summary>100 times the sum of both: 0 to 200. MME's totals add these up.</summary>
    public double Points => 100 * (Accuracy + AccuracyPlus);

    /// <summary>Scores by category, in the order in which categories come.</summary>
    /// <param name="answers">For each question its category, its image and its score by <see cref="MmeAccuracy"/>.</param>
    public static IReadOnlyList<MmeScore> Of(IEnumerable<(string Category, string Image, double Score)> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return [.. answers.GroupBy(answer => answer.Category, StringComparer.Ordinal).Select(category => new MmeScore(
            category.Key,
            category.Average(answer => answer.Score),
            category.GroupBy(answer => answer.Image, StringComparer.Ordinal).Average(image => image.All(answer => answer.Score == 1) ? 1.0 : 0.0)))];
    }
}
