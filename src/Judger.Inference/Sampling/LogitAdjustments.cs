using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Judger.Inference.Sampling;

/// <summary>
/// What is done to logits before a token is chosen, in vLLM's order: the bias, the penalty of repetition, the penalties of frequency and presence. A token that
/// a mask took away stays away. Allocates nothing after its first use.
/// </summary>
internal sealed class LogitAdjustments
{
    private readonly KeyValuePair<int, double>[] _bias;
    private readonly float _repetition;
    private readonly float _frequency;
    private readonly float _presence;

    // The tokens of prompt and answer, and how often each is in the answer; null where no penalty needs them.
    private readonly HashSet<int>? _seen;
    private readonly Dictionary<int, int>? _written;
    private float[] _adjusted = [];

    private LogitAdjustments(SamplingOptions options, IEnumerable<int> prompt, int answerTokens)
    {
        _bias = [.. options.LogitBias ?? Enumerable.Empty<KeyValuePair<int, double>>()];
        (_repetition, _frequency, _presence) = ((float)(options.RepetitionPenalty ?? 1), (float)options.FrequencyPenalty, (float)options.PresencePenalty);
        if (_repetition != 1)
        {
            _seen = [.. prompt];
            _seen.EnsureCapacity(_seen.Count + answerTokens + 1);
        }

        if (_frequency != 0 || _presence != 0) _written = new(answerTokens + 1);
    }

    /// <summary>The adjustments that options ask for; null where they ask for none.</summary>
    /// <param name="options">How tokens are chosen. Without a penalty of repetition there is none.</param>
    /// <param name="prompt">The prompt's tokens, for that penalty.</param>
    /// <param name="answerTokens">Most tokens of the answer.</param>
    public static LogitAdjustments? Of(SamplingOptions options, IEnumerable<int> prompt, int answerTokens)
    {
        var adjustments = new LogitAdjustments(options, prompt, answerTokens);
        return adjustments is { _bias: [], _seen: null, _written: null } ? null : adjustments;
    }

    /// <summary>The logits as they are to be chosen from, until the next call.</summary>
    public ReadOnlySpan<float> Apply(ReadOnlySpan<float> logits)
    {
        if (_adjusted.Length != logits.Length) _adjusted = new float[logits.Length];
        logits.CopyTo(_adjusted);
        foreach (var (token, bias) in _bias)
        {
            if ((uint)token < (uint)_adjusted.Length) _adjusted[token] += (float)bias;
        }

        Penalize();
        var largest = _adjusted[TensorPrimitives.IndexOfMax<float>(_adjusted)];
        return float.IsFinite(largest) ? _adjusted : throw new NotFiniteNumberException("the model's logits are not finite with their penalties", largest);
    }

    /// <summary>Notes a token of the answer.</summary>
    public void Take(int token)
    {
        _seen?.Add(token);
        if (_written is not null) CollectionsMarshal.GetValueRefOrAddDefault(_written, token, out _)++;
    }

    private void Penalize()
    {
        if (_seen is not null)
        {
            foreach (var token in _seen)
            {
                if ((uint)token >= (uint)_adjusted.Length) continue;
                ref var logit = ref _adjusted[token];
                logit = logit < 0 ? logit * _repetition : logit / _repetition;
            }
        }

        if (_written is null) return;
        foreach (var (token, count) in _written) _adjusted[token] = _adjusted[token] - (_frequency * count) - _presence;
    }
}
