namespace Judger.Inference;

/// <summary>
/// A part of a prompt that is prefilled in one step and reused or computed as a whole: a run of tokens, or an image and the tokens that must precede it.
/// Because the same segment behind the same segments always goes through the same step, its keys, values and logits are the same bits whatever the lane held
/// before; products of other row counts may round differently.
/// </summary>
/// <param name="tokens">Token ids, which come first.</param>
/// <param name="image">The key of the image behind them, or null.</param>
/// <param name="patches">Positions of the image; 0 without one.</param>
internal sealed class PromptSegment(int[] tokens, string? image, int patches)
{
    public int[] Tokens { get; } = tokens;

    public string? Image { get; } = image;

    public int Length { get; } = tokens.Length + patches;

    public bool Matches(PromptSegment other) => Image == other.Image && Tokens.AsSpan().SequenceEqual(other.Tokens);
}
