namespace Judger;

/// <summary>A token of an answer.</summary>
/// <param name="Id">Its id in the tokenizer's vocabulary.</param>
/// <param name="Text">Its piece of text, leading space included.</param>
/// <param name="LogProbability">Natural logarithm of the probability that the model gave it.</param>
[GenerateSerializer, Immutable, Alias("judger.AnswerToken")]
public sealed record AnswerToken([property: Id(0)] int Id, [property: Id(1)] string Text, [property: Id(2)] double LogProbability);
