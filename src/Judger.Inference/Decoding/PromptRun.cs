namespace Judger.Inference.Decoding;

/// <summary>A run of positions that belong together: tokens of one stretch of text, or those of one image.</summary>
/// <param name="tokens">Token ids; empty for an image.</param>
/// <param name="image">The key of the image, or null.</param>
/// <param name="imageTokens">Positions of the image; 0 without one.</param>
/// <param name="salt">Runs with different salts have nothing in common. What follows a run is its own, so the first run's salt is the prompt's.</param>
/// <param name="grid">The image's tokens across and down, for a decoder that takes their places.</param>
internal sealed class PromptRun(int[] tokens, string? image, int imageTokens, string? salt = null, PixelSize? grid = null)
{
    public int[] Tokens { get; } = tokens;

    public string? Image { get; } = image;

    public string? Salt { get; } = salt;

    public int Length { get; } = image is null ? tokens.Length : imageTokens;

    /// <summary>How far places count on behind the run: an image's grid takes as many as its longer side has.</summary>
    public int Reach => grid is { } size ? Math.Max(size.Width, size.Height) : Length;

    /// <summary>Writes the place of one of the run's tokens.</summary>
    /// <param name="start">Where the run begins.</param>
    /// <param name="index">Which token.</param>
    /// <param name="position">Receives time, row and column.</param>
    public void WritePlace(int start, int index, Span<long> position)
    {
        if (grid is { } size) GridPosition.Write(position, start, index / size.Width, index % size.Width);
        else GridPosition.Write(position, start + index);
    }

    public bool Matches(PromptRun other) => Image == other.Image && Salt == other.Salt && Tokens.AsSpan().SequenceEqual(other.Tokens);

    /// <summary>Leading positions that two runs share; an image is shared as a whole or not at all.</summary>
    public int Shared(PromptRun other)
    {
        if (Image is not null || other.Image is not null) return Matches(other) ? Length : 0;
        return Salt == other.Salt ? Tokens.AsSpan().CommonPrefixLength(other.Tokens) : 0;
    }
}
