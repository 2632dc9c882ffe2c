namespace Judger.Inference.Manifest;

/// <summary>Token ids that no text can produce.</summary>
/// <param name="BeginOfSequence">Stands first in every sequence.</param>
/// <param name="EndOfSequence">Ends an answer.</param>
public sealed record SpecialTokens(int BeginOfSequence, int EndOfSequence);
