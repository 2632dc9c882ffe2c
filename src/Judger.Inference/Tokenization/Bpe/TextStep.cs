namespace Judger.Inference.Tokenization.Bpe;

/// <summary>A step between a text and its words.</summary>
/// <param name="word">A stretch of the text.</param>
/// <param name="isFirst">Whether it is where the prompt begins.</param>
/// <returns>What becomes of it: one stretch or several.</returns>
internal delegate IEnumerable<string> TextStep(string word, bool isFirst);
