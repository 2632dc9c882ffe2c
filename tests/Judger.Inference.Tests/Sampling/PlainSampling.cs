using Judger.Inference.Sampling;

namespace Judger.Inference.Tests.Sampling;

/// <summary>
/// What the options of sampling mean, written down as plainly as vLLM documents it: mask, bias, penalty of repetition, penalties of frequency and presence,
/// temperature, min-p, top-k, top-p.
/// </summary>
internal static class PlainSampling
{
    /// <summary>The probability with which each token comes next; tokens that cannot come are missing.</summary>
    public static Dictionary<int, double> Next(
        IReadOnlyList<float> logits, SamplingOptions options, IReadOnlyCollection<int> prompt, IReadOnlyCollection<int> written, IReadOnlySet<int>? mask)
    {
        var scores = Allowed(logits, mask);
        foreach (var token in scores.Keys)
        {
            if (options.LogitBias is { } bias && bias.TryGetValue(token, out var added)) scores[token] += added;
            var penalty = options.RepetitionPenalty ?? 1;
            if (prompt.Contains(token) || written.Contains(token)) scores[token] = scores[token] > 0 ? scores[token] / penalty : scores[token] * penalty;
            scores[token] -= options.FrequencyPenalty * written.Count(other => other == token);
            scores[token] -= options.PresencePenalty * (written.Contains(token) ? 1 : 0);
        }

        if (options.Temperature == 0) return new() { [scores.OrderByDescending(score => score.Value).ThenBy(score => score.Key).First().Key] = 1 };
        var chances = Softmax(scores.ToDictionary(score => score.Key, score => score.Value / options.Temperature));
        var least = chances.Values.Max() * options.MinP;
        chances = chances.Where(chance => chance.Value >= least).ToDictionary();
        if (options.TopK > 0) chances = chances.OrderByDescending(chance => chance.Value).Take(options.TopK).ToDictionary();
        var all = chances.Values.Sum();
        var (nucleus, mass) = (new Dictionary<int, double>(), 0.0);
        foreach (var (token, chance) in chances.OrderByDescending(chance => chance.Value))
        {
            if (mass >= options.TopP) break;
            nucleus.Add(token, chance / all);
            mass += chance / all;
        }

        return nucleus.ToDictionary(chance => chance.Key, chance => chance.Value / mass);
    }

    /// <summary>The natural logarithm of the probability that the model gives each token that may come.</summary>
    public static Dictionary<int, double> LogProbabilities(IReadOnlyList<float> logits, IReadOnlySet<int>? mask) =>
        Softmax(Allowed(logits, mask)).ToDictionary(chance => chance.Key, chance => Math.Log(chance.Value));

    private static Dictionary<int, double> Allowed(IReadOnlyList<float> logits, IReadOnlySet<int>? mask) =>
        logits.Index().Where(logit => mask?.Contains(logit.Index) ?? true).ToDictionary(logit => logit.Index, logit => (double)logit.Item);

    private static Dictionary<int, double> Softmax(Dictionary<int, double> scores)
    {
        var sum = scores.Values.Sum(Math.Exp);
        return scores.ToDictionary(score => score.Key, score => Math.Exp(score.Value) / sum);
    }
}
