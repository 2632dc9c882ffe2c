namespace Judger.Inference.Decoding;

/// <summary>An image as a prompt sees it.</summary>
/// <param name="Key">Names it in every cache.</param>
/// <param name="Tokens">Its positions.</param>
internal readonly record struct PromptImage(string Key, int Tokens);
