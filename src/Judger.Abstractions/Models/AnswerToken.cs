using System.Text.Json.Serialization;

namespace Judger;

/// <summary>A token of an answer.</summary>
/// <param name="Id">Its id in the tokenizer's vocabulary.</param>
/// <param name="Text">Its piece of text, leading space included.</param>
/// <param name="LogProbability">
/// Natural logarithm of the probability that the model gave it: before temperature, bias and penalties; of an answer that must fit a schema, among the tokens
/// that fit.
/// </param>
[GenerateSerializer, Immutable, Alias("judger.AnswerToken")]
public sealed record AnswerToken([property: Id(0)] int Id, [property: Id(1)] string Text, [property: Id(2)] double LogProbability)
{
    /// <summary>
    /// Its bytes, where <see cref="Text"/> is not their text: a part of a character. Null elsewhere, and where nobody asked for <see cref="Top"/>.
    /// </summary>
    [Id(3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<byte>? Bytes { get; init; }

    /// <summary>
    /// The most probable tokens at its place, the most probable first, where <see cref="AnswerOptions.TopLogProbabilities"/> asked for them. It is among them
    /// where it is one of them. They have no such list themselves.
    /// </summary>
    [Id(4), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AnswerToken>? Top { get; init; }
}
