namespace Judger.Cli.Evaluation.Calibration;

/// <summary>An answer of a model, the probability that it gives it when it judges itself, and the truth.</summary>
/// <param name="Probability">The model's probability that the answer is right; not a number where it has none.</param>
/// <param name="IsRight">Whether the answer is right.</param>
internal readonly record struct SelfJudgedAnswer(double Probability, bool IsRight);
