namespace Judger.Inference;

/// <summary>A generated token.</summary>
/// <param name="Id">Its id in the tokenizer's vocabulary.</param>
/// <param name="Text">Its piece of text, leading space included.</param>
/// <param name="LogProbability">Natural logarithm of the probability that the model gave it.</param>
public sealed record GeneratedToken(int Id, string Text, double LogProbability);
