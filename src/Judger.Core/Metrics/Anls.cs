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
        var distance = longest == 0 ? 0 : (double)Distance(a, b) / longest;
        return distance < Threshold ? 1 - distance : 0;
    }

    private static int Distance(string a, string b)
    {
        // One row of the table: distances from the beginning of a to each beginning of b.
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }

    private static string Plain(string text) => string.Join(' ', text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
