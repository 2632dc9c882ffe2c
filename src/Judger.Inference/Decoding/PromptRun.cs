namespace Judger.Inference.Decoding;

/// <summary>A run of positions that belong together: tokens of one stretch of text, or those of one image.</summary>
/// <param name="tokens">Token ids; empty for an image.</param>
/// <param name="image">The key of the image, or null.</param>
/// <param name="imageTokens">Positions of the image; 0 without one.</param>
internal sealed class PromptRun(int[] tokens, string? image, int imageTokens)
{
    public int[] Tokens { get; } = tokens;

    public string? Image { get; } = image;

    public int Length { get; } = image is null ? tokens.Length : imageTokens;

    public bool Matches(PromptRun other) => Image == other.Image && Tokens.AsSpan().SequenceEqual(other.Tokens);

    /// <summary>Leading positions that two runs share; an image is shared as a whole or not at all.</summary>
    public int Shared(PromptRun other) =>
        Image is not null || other.Image is not null ? (Matches(other) ? Length : 0) : Tokens.AsSpan().CommonPrefixLength(other.Tokens);
}
