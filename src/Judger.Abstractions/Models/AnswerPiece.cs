namespace Judger;

/// <summary>What has come to an answer that is being written.</summary>
/// <param name="Text">Whole characters, at least one. All of an answer's pieces together are its text.</param>
/// <param name="IsFirst">True for the piece with which the text begins, or begins again: what came before it is void.</param>
/// <param name="Tokens">The tokens that have come since the last piece, where they are wanted; the end of the last one's text may be held back.</param>
[GenerateSerializer, Immutable, Alias("judger.AnswerPiece")]
public sealed record AnswerPiece(
    [property: Id(0)] string Text, [property: Id(1)] bool IsFirst, [property: Id(2)] IReadOnlyList<AnswerToken>? Tokens = null);
