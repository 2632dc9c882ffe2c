using System.Globalization;
using Judger.Core.Answers;

namespace Judger.Core.Stages;

/// <summary>
/// Decides what happens after the first answer: whether the model looks again, whether an expert judges the answer, whether the judgment leads to a correction,
/// and whether the correction is judged again. A question ends when the verdict is not "incorrect", when the answer no longer changes, or after
/// <see cref="AskOptions.MaxRounds"/> corrections.
/// </summary>
public sealed class StagePolicy
{
    /// <summary>
    /// How much surer than the baseline answer a differing refined answer must be, in mean token log-probability, for the disagreement to be the crop's
    /// doing and no reason for doubt.
    /// </summary>
    public const double SettledMargin = 0.5;

    private readonly AskOptions _options;

    /// <summary>A policy by the given options.</summary>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every error.</exception>
    public StagePolicy(AskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = Errors(options).ToList();
        if (errors.Count > 0) throw new ArgumentException(string.Join(" ", errors), nameof(options));
        _options = options;
    }

    /// <summary>What is wrong with the options that the policy goes by, each error naming the option and the remedy; empty when they are valid.</summary>
    public static IEnumerable<string> Errors(AskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!Enum.IsDefined(options.Policy))
            yield return $"{nameof(options.Policy)} is {options.Policy}; set it to {string.Join(", ", Enum.GetNames<JudgmentPolicy>())}.";
        if (!Enum.IsDefined(options.Look))
            yield return $"{nameof(options.Look)} is {options.Look}; set it to {string.Join(", ", Enum.GetNames<LookPolicy>())}.";
        if (!Enum.IsDefined(options.Form))
            yield return $"{nameof(options.Form)} is {options.Form}; set it to {string.Join(", ", Enum.GetNames<AnswerForm>())}.";
        if (options is { Look: LookPolicy.Never, Crop: not null })
            yield return $"{nameof(options.Look)} is Never and {nameof(options.Crop)} names a region to look at; leave one of them out.";
        if (options.MaxRounds is < 0 or > QuestionLimits.MaxRounds)
            yield return $"{nameof(options.MaxRounds)} is {options.MaxRounds}; set it between 0 and {QuestionLimits.MaxRounds}.";
        if (!double.IsFinite(options.UncertainBelow) || options.UncertainBelow > 0)
            yield return FormattableString.Invariant($"{nameof(options.UncertainBelow)} is {options.UncertainBelow}; set it to a log-probability, 0 or less.");
    }

    /// <summary>Why the model need not look again after its first answer, or null when it is to look.</summary>
    public string? ReasonNotToLook(ModelAnswer baseline)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        return _options switch
        {
            { Crop: not null } or { Look: LookPolicy.Always } => null,
            { Look: LookPolicy.Never } => "The question asked for no look.",
            _ => baseline.SureAbove is { } threshold && baseline.Certainty > threshold
                ? string.Create(CultureInfo.InvariantCulture, $"sure ({baseline.Certainty:F2})")
                : null,
        };
    }

    /// <summary>Why the expert need not be asked about the answer, or null when it is to be asked.</summary>
    /// <param name="baseline">The first answer.</param>
    /// <param name="refined">The answer after the look, or null where there was none.</param>
    public string? ReasonNotToAsk(ModelAnswer baseline, ModelAnswer? refined)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        return _options.Policy switch
        {
            JudgmentPolicy.Always => null,
            JudgmentPolicy.WhenUncertain => IsUncertain(baseline, refined) ? null : "The model is certain of its answer.",
            _ => "The question asked for no judgment.",
        };
    }

    /// <summary>
    /// Whether the model is asked only where its judgment of itself is known to help: nobody asked for it by name, and a doubt alone is no reason for a
    /// judgment that is wrong more often than right.
    /// </summary>
    public bool NeedsCalibration => _options is { Expert: null, Policy: JudgmentPolicy.WhenUncertain };

    /// <summary>Whether a judgment leads to another answer, after <paramref name="rounds"/> corrections so far.</summary>
    public bool ShouldCorrect(Verdict verdict, int rounds) => verdict == Verdict.Incorrect && rounds < _options.MaxRounds;

    /// <summary>
    /// Whether the expert judges a correction, after <paramref name="rounds"/> corrections, this one included: only when it changed the answer and
    /// another correction could follow.
    /// </summary>
    public bool ShouldJudgeAgain(string previous, string corrected, int rounds) =>
        rounds < _options.MaxRounds && !AnswerNormalizer.AnswersAgree(previous, corrected);

    /// <summary>In doubt: an unsure last answer, or one that contradicts a baseline answer about as sure as itself.</summary>
    private bool IsUncertain(ModelAnswer baseline, ModelAnswer? refined)
    {
        // Negated comparisons, so that NaN is doubt.
        if (!((refined ?? baseline).MeanLogProbability >= _options.UncertainBelow)) return true;
        if (refined is null || AnswerNormalizer.AnswersAgree(baseline.Text, refined.Text)) return false;
        return !(refined.MeanLogProbability - baseline.MeanLogProbability >= SettledMargin);
    }
}
