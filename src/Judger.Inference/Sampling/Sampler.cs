using System.Numerics.Tensors;

namespace Judger.Inference.Sampling;

/// <summary>Chooses one sequence's tokens. Allocates nothing after its first draw.</summary>
internal sealed class Sampler
{
    private readonly SamplingOptions _options;

    // Logits are divided in single precision. A temperature that is nothing there takes the most probable token, as its limit does.
    private readonly float _temperature;
    private readonly float _penalty;
    private readonly Random? _random;

    // The tokens that the penalty is for; null where there is none.
    private readonly HashSet<int>? _seen;
    private float[] _penalized = [];
    private float[] _allowed = [];
    private float[] _weights = [];
    private int[] _order = [];

    /// <param name="options">How tokens are chosen. Without a penalty of repetition there is none.</param>
    /// <param name="prompt">The prompt's tokens, for that penalty.</param>
    /// <param name="answerTokens">Most tokens of the answer.</param>
    public Sampler(SamplingOptions options, IEnumerable<int>? prompt = null, int answerTokens = 0)
    {
        (_options, _temperature, _penalty) = (options, (float)options.Temperature, (float)(options.RepetitionPenalty ?? 1));
        _random = _temperature > 0 ? CreateRandom(options.Seed) : null;
        if (_penalty == 1) return;
        _seen = [.. prompt ?? []];
        _seen.EnsureCapacity(_seen.Count + answerTokens + 1);
    }

    /// <summary>The next token and the natural logarithm of the probability that the model itself, at temperature 1 and without a penalty, gives it.</summary>
    public (int Token, double LogProbability) Next(ReadOnlySpan<float> logits)
    {
        var probabilities = new LogProbabilities(logits);
        if (_seen is null)
        {
            var chosen = Choose(logits, probabilities.Best);
            return (chosen, probabilities[chosen]);
        }

        Penalize(logits, _seen);
        var token = Choose(_penalized, TensorPrimitives.IndexOfMax<float>(_penalized));
        _seen.Add(token);
        return (token, probabilities[token]);
    }

    /// <summary>The same among the tokens of a mask, with the probability that each has among them.</summary>
    /// <param name="logits">The logits of all tokens.</param>
    /// <param name="mask">A bit for each token, one of them set; empty for all tokens.</param>
    public (int Token, double LogProbability) Next(ReadOnlySpan<float> logits, ReadOnlySpan<ulong> mask)
    {
        if (mask.IsEmpty) return Next(logits);
        if (_allowed.Length != logits.Length) _allowed = new float[logits.Length];
        var largest = logits[TensorPrimitives.IndexOfMax(logits)];
        if (!float.IsFinite(largest)) throw new NotFiniteNumberException("the model's logits are not finite", largest);
        TokenMask.Apply(mask, logits, _allowed);
        return Next(_allowed);
    }

    private int Choose(ReadOnlySpan<float> logits, int best) => _random is null ? best : Draw(logits, best);

    private void Penalize(ReadOnlySpan<float> logits, HashSet<int> seen)
    {
        if (_penalized.Length != logits.Length) _penalized = new float[logits.Length];
        logits.CopyTo(_penalized);
        foreach (var token in seen)
        {
            if ((uint)token >= (uint)_penalized.Length) continue;
            ref var logit = ref _penalized[token];
            logit = logit < 0 ? logit * _penalty : logit / _penalty;
        }
    }

    private int Draw(ReadOnlySpan<float> logits, int best)
    {
        if (_weights.Length != logits.Length) (_weights, _order) = (new float[logits.Length], new int[logits.Length]);
        TensorPrimitives.Subtract(logits, logits[best], _weights);
        TensorPrimitives.Divide(_weights, _temperature, _weights);
        TensorPrimitives.Exp(_weights, _weights);
        for (var i = 0; i < _order.Length; i++) _order[i] = i;
        if (_options.TopP < 1) Array.Sort(_weights, _order, Descending.Instance);

        double sum = 0;
        foreach (var weight in _weights) sum += weight;
        var nucleus = _options.TopP * sum;
        var (kept, mass) = (0, 0.0);
        while (kept < _weights.Length && mass < nucleus) mass += _weights[kept++];

        var point = _random!.NextDouble() * mass;
        for (var i = 0; i < kept; i++)
        {
            point -= _weights[i];
            if (point < 0) return _order[i];
        }

        // Rounding can leave the point at the very end.
        return _order[kept - 1];
    }

    // A seeded System.Random keeps its algorithm from version to version.
    private static Random CreateRandom(long? seed) => seed is { } given ? new Random(HashOf(given)) : new Random();

    // Fibonacci hashing: every bit of the seed counts.
    private static int HashOf(long seed) => (int)((ulong)seed * 0x9E3779B97F4A7C15 >> 33);

    private sealed class Descending : IComparer<float>
    {
        public static Descending Instance { get; } = new();

        public int Compare(float x, float y) => y.CompareTo(x);
    }
}
