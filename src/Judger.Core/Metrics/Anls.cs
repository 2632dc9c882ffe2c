namespace Judger.Core.Metrics;

/// <summary>
/// Average normalised Levenshtein similarity (DocVQA): 1 - distance / length of the longer text for the nearest answer, and 0 where that distance reaches
/// half of the length. Case and white space do not count.
/// </summary>
public sealed class Anls : IAnswerMetric
{
    /// <summary>From this normalised distance on an answer is simply wrong.</summary>
    public const double Threshold = 0.5;

    public string Name => "anls";

    public string Rule => "ANLS: 1 minus the normalised edit distance to the nearest answer, 0 from half of the length on. Case and white space do not count.";

    public bool IsProportion => false;

    public double Score(string prediction, AnswerKey key)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(key);
        var given = Plain(prediction);
        return key.Answers.Select(answer => Similarity(given, Plain(answer))).DefaultIfEmpty(0).Max();
    }

    private static double Similarity(string a, string b)
    {
        var longest = Math.Max(a.Length, b.Length);
        var distance = longest == 0 ? 0 : (double)EditDistance.Of(a, b) / longest;
        return distance < Threshold ? 1 - distance : 0;
    }

    private static string Plain(string text) => string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
