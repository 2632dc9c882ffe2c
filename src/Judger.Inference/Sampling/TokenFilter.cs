namespace Judger.Inference.Sampling;

/// <summary>
/// Leaves the tokens among which one may be drawn by min-p (arXiv 2407.01082) and top-k. Of tokens that are as probable as the k-th, all stay, as with vLLM and
/// transformers. Allocates nothing after its first use.
/// </summary>
internal sealed class TokenFilter(double minP, int topK)
{
    // The k largest weights as a heap, the smallest of them first.
    private float[] _largest = [];

    /// <summary>Moves the tokens that stay to the front, in the order of their ids.</summary>
    /// <param name="weights">What each token's probability is relative to the largest, which is 1.</param>
    /// <param name="tokens">Receives their ids.</param>
    /// <returns>How many stay.</returns>
    public int Apply(Span<float> weights, Span<int> tokens)
    {
        var least = (float)minP;
        if (topK > 0 && topK < weights.Length) least = Math.Max(least, KthLargest(weights));
        var kept = 0;
        for (var token = 0; token < weights.Length; token++)
        {
            if (weights[token] < least) continue;
            (weights[kept], tokens[kept]) = (weights[token], token);
            kept++;
        }

        return kept;
    }

    private float KthLargest(ReadOnlySpan<float> weights)
    {
        if (_largest.Length != topK) _largest = new float[topK];
        weights[..topK].CopyTo(_largest);
        for (var i = (topK / 2) - 1; i >= 0; i--) Sink(i);
        foreach (var weight in weights[topK..])
        {
            if (weight <= _largest[0]) continue;
            _largest[0] = weight;
            Sink(0);
        }

        return _largest[0];
    }

    private void Sink(int parent)
    {
        while ((2 * parent) + 1 is var child && child < topK)
        {
            if (child + 1 < topK && _largest[child + 1] < _largest[child]) child++;
            if (_largest[parent] <= _largest[child]) return;
            (_largest[parent], _largest[child]) = (_largest[child], _largest[parent]);
            parent = child;
        }
    }
}
