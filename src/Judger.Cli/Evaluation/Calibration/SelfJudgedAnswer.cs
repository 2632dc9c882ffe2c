namespace Judger.Cli.Evaluation.Calibration;

/// <summary>An answer of a model, the probability that it gives it when it judges itself, and the truth.</summary>
/// <param name="Probability">The model's probability that the answer is right; not a number where it has none.</param>
/// <param name="IsRight">Whether the answer is right.</param>
/// <param name="Certainty">How sure the model was of its first answer, before it looked again, 0 to 1; not a number where that is not known.</param>
/// <param name="IsFirstRight">Whether that first answer is right.</param>
internal readonly record struct SelfJudgedAnswer(double Probability, bool IsRight, double Certainty = double.NaN, bool IsFirstRight = false);
