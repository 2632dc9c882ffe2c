namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>The official files of a benchmark.</summary>
/// <param name="Data">The file of questions, or the folder where a benchmark is one.</param>
/// <param name="Annotations">The file of answers, where they are apart from the questions.</param>
internal sealed record BenchmarkSource(string Data, string? Annotations = null);
