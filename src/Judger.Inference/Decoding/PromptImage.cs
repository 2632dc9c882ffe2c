namespace Judger.Inference.Decoding;

/// <summary>An image as a prompt sees it.</summary>
/// <param name="Key">Names it in every cache.</param>
/// <param name="Tokens">Its positions.</param>
/// <param name="Grid">Its tokens across and down, for a decoder that takes their places; null for others.</param>
internal readonly record struct PromptImage(string Key, int Tokens, PixelSize? Grid = null);
