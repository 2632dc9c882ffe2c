namespace Judger.Inference.Tests.Reference;

/// <summary>What the reference says to one prompt.</summary>
/// <param name="Tokens">Its greedy answer, without the end of sequence.</param>
/// <param name="AttentionRow">Attention of the last prompt token to the first image's patches.</param>
/// <param name="Logits">The logits <c>[vocabulary]</c> from which each token was chosen, the end of sequence included.</param>
internal sealed record TorchAnswer(int[] Tokens, float[] AttentionRow, float[][] Logits)
{
    /// <summary>How far the best token of a position lies before the second: below the tolerance of the logits, either may be chosen.</summary>
    public float Margin(int position)
    {
        float best = float.NegativeInfinity, second = float.NegativeInfinity;
        foreach (var logit in Logits[position]) (best, second) = logit > best ? (logit, best) : (best, Math.Max(second, logit));
        return best - second;
    }
}
