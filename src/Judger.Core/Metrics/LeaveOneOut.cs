namespace Judger.Core.Metrics;

/// <summary>
/// VQA's rule of agreement: each annotation is left out in turn, and three of the others that match the answer are enough; the mean over all of them.
/// </summary>
internal static class LeaveOneOut
{
    /// <summary>How many annotations a question has where the rule is used.</summary>
    public const int Annotations = 10;

    /// <summary>With one annotation nothing is left to agree with: every answer would score 0.</summary>
    public const int LeastAnnotations = 2;

    private const double Enough = 3;

    /// <summary>The score, 0 to 1, of an answer against annotations that are in the same normal form.</summary>
    public static double Score(string answer, IReadOnlyList<string> annotations)
    {
        var matches = annotations.Count(annotation => annotation == answer);
        return annotations.Count == 0
            ? 0
            : annotations.Average(annotation => Math.Min(1, (annotation == answer ? matches - 1 : matches) / Enough));
    }
}
