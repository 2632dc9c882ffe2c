namespace Judger.Inference.Sampling;

/// <summary>The most probable tokens of one position. Allocates nothing after it was made.</summary>
/// <param name="most">Most tokens to keep.</param>
internal sealed class MostProbable(int most)
{
    private readonly (int Token, double LogProbability)[] _tokens = new (int, double)[most];
    private int _count;

    /// <summary>The tokens, the most probable first and the smaller id first of equals; fewer than were asked for where no other may come.</summary>
    public ReadOnlySpan<(int Token, double LogProbability)> Tokens => _tokens.AsSpan(0, _count);

    /// <summary>Finds them.</summary>
    public void Find(ReadOnlySpan<float> logits, LogProbabilities probabilities)
    {
        _count = 0;
        if (most == 0) return;
        var least = float.NegativeInfinity;
        for (var token = 0; token < logits.Length; token++)
        {
            if (!(logits[token] > least)) continue;
            var at = _count < most ? _count++ : most - 1;
            while (at > 0 && logits[_tokens[at - 1].Token] < logits[token])
            {
                _tokens[at] = _tokens[at - 1];
                at--;
            }

            _tokens[at] = (token, probabilities[token]);
            if (_count == most) least = logits[_tokens[^1].Token];
        }
    }
}
