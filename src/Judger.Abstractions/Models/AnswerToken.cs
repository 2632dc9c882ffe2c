namespace Judger;

/// <summary>A token of an answer.</summary>
/// <param name="Text">Its piece of text, leading space included.</param>
/// <param name="LogProbability">Natural logarithm of the probability that the model gave it.</param>
[GenerateSerializer, Immutable, Alias("judger.AnswerToken")]
public sealed record AnswerToken([property: Id(0)] string Text, [property: Id(1)] double LogProbability);
