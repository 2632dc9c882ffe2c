namespace Judger.Cli.Evaluation.Reports;

/// <summary>One answer that was scored.</summary>
/// <param name="Image">The image.</param>
/// <param name="Category">The benchmark's group, where it has groups.</param>
/// <param name="Reference">The right answer.</param>
/// <param name="Answer">The answer, or null where there is none.</param>
/// <param name="Score">What it is worth, 0 to 1.</param>
internal sealed record ScoredAnswer(string Image, string? Category, string Reference, string? Answer, double Score);
