using System.Numerics.Tensors;

namespace Judger.Inference.Sampling;

/// <summary>Chooses one sequence's tokens. Allocates nothing after its first draw.</summary>
internal sealed class Sampler
{
    private readonly double _topP;

    // Logits are divided in single precision. A temperature that is nothing there takes the most probable token, as its limit does.
    private readonly float _temperature;
    private readonly Random? _random;

    // Null where nothing is adjusted or filtered: then no time is spent on it.
    private readonly LogitAdjustments? _adjustments;
    private readonly TokenFilter? _filter;
    private readonly MostProbable _most;
    private float[] _allowed = [];
    private float[] _weights = [];
    private int[] _order = [];

    /// <param name="options">How tokens are chosen. Without a penalty of repetition there is none.</param>
    /// <param name="prompt">The prompt's tokens, for that penalty.</param>
    /// <param name="answerTokens">Most tokens of the answer.</param>
    /// <param name="mostProbable">How many of the most probable tokens of each position are wanted.</param>
    public Sampler(SamplingOptions options, IEnumerable<int>? prompt = null, int answerTokens = 0, int mostProbable = 0)
    {
        (_topP, _temperature) = (options.TopP, (float)options.Temperature);
        _random = _temperature > 0 ? CreateRandom(options.Seed) : null;
        _adjustments = LogitAdjustments.Of(options, prompt ?? [], answerTokens);
        if (options.MinP > 0 || options.TopK > 0) _filter = new(options.MinP, options.TopK);
        _most = new(mostProbable);
    }

    /// <summary>
    /// The most probable tokens of the position that <see cref="Next(ReadOnlySpan{float})"/> was called for last, with log-probabilities as it gives them.
    /// </summary>
    public ReadOnlySpan<(int Token, double LogProbability)> MostProbable => _most.Tokens;

    /// <summary>
    /// The next token and the natural logarithm of the probability that the model itself gives it: at temperature 1, without bias and penalties, among all
    /// tokens.
    /// </summary>
    public (int Token, double LogProbability) Next(ReadOnlySpan<float> logits) => NextWithin(logits, 0)!.Value;

    /// <summary>The same among the tokens of a mask, with the probability that each has among them.</summary>
    /// <param name="logits">The logits of all tokens.</param>
    /// <param name="mask">A bit for each token, one of them set; empty for all tokens.</param>
    public (int Token, double LogProbability) Next(ReadOnlySpan<float> logits, ReadOnlySpan<ulong> mask) => NextWithin(logits, mask, 0)!.Value;

    /// <summary>The same for the most probable token, if it leads by a margin; null, and nothing is taken, if it does not.</summary>
    /// <param name="logits">The logits of all tokens.</param>
    /// <param name="mask">A bit for each token, one of them set; empty for all tokens.</param>
    /// <param name="margin">By how much its logit, with bias and penalties, must exceed every other; 0 for any.</param>
    public (int Token, double LogProbability)? NextWithin(ReadOnlySpan<float> logits, ReadOnlySpan<ulong> mask, float margin)
    {
        if (mask.IsEmpty) return NextWithin(logits, margin);
        if (_allowed.Length != logits.Length) _allowed = new float[logits.Length];
        var largest = logits[TensorPrimitives.IndexOfMax(logits)];
        if (!float.IsFinite(largest)) throw new NotFiniteNumberException("the model's logits are not finite", largest);
        TokenMask.Apply(mask, logits, _allowed);
        return NextWithin(_allowed, margin);
    }

    private (int Token, double LogProbability)? NextWithin(ReadOnlySpan<float> logits, float margin)
    {
        var probabilities = new LogProbabilities(logits);
        var chosen = logits;
        var best = probabilities.Best;
        if (_adjustments is not null)
        {
            chosen = _adjustments.Apply(logits);
            best = TensorPrimitives.IndexOfMax(chosen);
        }

        if (margin > 0 && !Leads(chosen, best, margin)) return null;
        _most.Find(logits, probabilities);
        var token = Choose(chosen, best);
        _adjustments?.Take(token);
        return (token, probabilities[token]);
    }

    private static bool Leads(ReadOnlySpan<float> logits, int best, float margin)
    {
        var bound = logits[best] - margin;
        return Highest(logits[..best]) < bound && Highest(logits[(best + 1)..]) < bound;
    }

    private static float Highest(ReadOnlySpan<float> logits) => logits.IsEmpty ? float.NegativeInfinity : TensorPrimitives.Max(logits);

    private int Choose(ReadOnlySpan<float> logits, int best) => _random is null ? best : Draw(logits, best);

    private int Draw(ReadOnlySpan<float> logits, int best)
    {
        if (_weights.Length != logits.Length) (_weights, _order) = (new float[logits.Length], new int[logits.Length]);
        TensorPrimitives.Subtract(logits, logits[best], _weights);
        TensorPrimitives.Divide(_weights, _temperature, _weights);
        TensorPrimitives.Exp(_weights, _weights);
        var count = _weights.Length;
        if (_filter is not null) count = _filter.Apply(_weights, _order);
        else for (var i = 0; i < count; i++) _order[i] = i;
        if (_topP < 1) Array.Sort(_weights, _order, 0, count, Descending.Instance);

        double sum = 0;
        for (var i = 0; i < count; i++) sum += _weights[i];
        var nucleus = _topP * sum;
        var (kept, mass) = (0, 0.0);
        while (kept < count && mass < nucleus) mass += _weights[kept++];

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
