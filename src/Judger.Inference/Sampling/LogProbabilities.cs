using System.Numerics.Tensors;

namespace Judger.Inference.Sampling;

/// <summary>The log-softmax of one position's logits, computed in double.</summary>
internal readonly ref struct LogProbabilities
{
    private readonly ReadOnlySpan<float> _logits;
    private readonly double _normalizer;

    public LogProbabilities(ReadOnlySpan<float> logits)
    {
        _logits = logits;

        // The first NaN, where there is one: then nothing after it can be trusted.
        Best = TensorPrimitives.IndexOfMax(logits);
        double max = logits[Best], sum = 0;
        if (!double.IsFinite(max)) throw new NotFiniteNumberException("the model's logits are not finite", max);
        foreach (var logit in logits) sum += Math.Exp(logit - max);
        _normalizer = max + Math.Log(sum);
    }

    /// <summary>The most probable token; the smallest id on ties.</summary>
    public int Best { get; }

    /// <summary>Natural logarithm of a token's probability.</summary>
    public double this[int token] => _logits[token] - _normalizer;
}
