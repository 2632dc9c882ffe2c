namespace Judger.Core.Judgments;

/// <summary>An expert's judgment of one answer.</summary>
/// <param name="Verdict">Right, wrong or cannot tell.</param>
/// <param name="Feedback">What the next answer's prompt is told; one line, empty when the answer is right.</param>
/// <param name="SuggestedAnswer">The answer that the expert would give, where it names one.</param>
/// <param name="Probability">How likely the expert holds the answer to be right, 0 to 1, where it knows.</param>
public sealed record Judgment(Verdict Verdict, string Feedback, string? SuggestedAnswer = null, double? Probability = null);
