using Judger.Core.Answers;
using Judger.Core.Judgments;

namespace Judger.Core.Stages;

/// <summary>
/// Decides what happens after the refined answer: whether an expert judges it, whether the judgment leads to a correction, and whether the correction
/// is judged again. A question ends when the verdict is not "incorrect", when the answer no longer changes, or after
/// <see cref="StageOptions.MaxRounds"/> corrections.
/// </summary>
public sealed class StagePolicy
{
    private readonly StageOptions _options;

    /// <summary>A policy by the given options.</summary>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every error.</exception>
    public StagePolicy(StageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = options.Validate();
        if (errors.Count > 0) throw new ArgumentException(string.Join(" ", errors), nameof(options));
        _options = options;
    }

    /// <summary>Whether the expert is asked about the refined answer.</summary>
    public bool ShouldAskExpert(StageAnswer baseline, StageAnswer refined) => _options.Policy switch
    {
        ExpertPolicy.Always => true,
        ExpertPolicy.WhenUncertain => IsUncertain(baseline, refined),
        _ => false,
    };

    /// <summary>Whether a judgment leads to another answer, after <paramref name="rounds"/> corrections so far.</summary>
    public bool ShouldCorrect(Verdict verdict, int rounds) => verdict == Verdict.Incorrect && rounds < _options.MaxRounds;

    /// <summary>
    /// Whether the expert judges a correction, after <paramref name="rounds"/> corrections, this one included: only when it changed the answer and
    /// another correction could follow.
    /// </summary>
    public bool ShouldJudgeAgain(string previous, string corrected, int rounds) =>
        rounds < _options.MaxRounds && !AnswerNormalizer.AnswersAgree(previous, corrected);

    /// <summary>In doubt: an unsure refined answer, or one that contradicts a baseline answer about as sure as itself.</summary>
    private bool IsUncertain(StageAnswer baseline, StageAnswer refined)
    {
        // Negated comparisons, so that NaN is doubt.
        if (!(refined.MeanLogProbability >= _options.UncertainBelow)) return true;
        if (AnswerNormalizer.AnswersAgree(baseline.Text, refined.Text)) return false;
        return !(refined.MeanLogProbability - baseline.MeanLogProbability >= _options.SettledMargin);
    }
}
