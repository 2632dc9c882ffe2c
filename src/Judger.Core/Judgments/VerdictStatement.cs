namespace Judger.Core.Judgments;

/// <summary>A place in an expert's words that states a verdict.</summary>
/// <param name="At">Where it begins, in characters (UTF-16).</param>
/// <param name="Verdict">What it states.</param>
internal readonly record struct VerdictStatement(int At, Verdict Verdict);
