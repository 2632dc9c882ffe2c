using Judger.Core.Judgments;

namespace Judger.Cli.Evaluation.Calibration;

/// <summary>The verdicts of a model on its own answers against the truth: the confusion matrix, abstentions included.</summary>
/// <param name="RightAccepted">Right answers that it calls right.</param>
/// <param name="RightUnable">Right answers on which it has no verdict.</param>
/// <param name="RightRejected">Right answers that it calls wrong.</param>
/// <param name="WrongAccepted">Wrong answers that it calls right.</param>
/// <param name="WrongUnable">Wrong answers on which it has no verdict.</param>
/// <param name="WrongRejected">Wrong answers that it calls wrong.</param>
internal sealed record VerdictCounts(int RightAccepted, int RightUnable, int RightRejected, int WrongAccepted, int WrongUnable, int WrongRejected)
{
    /// <summary>The verdicts when the model is asked by name: those of a calibration, or without a threshold those of one half.</summary>
    public static VerdictCounts Of(IReadOnlyList<SelfJudgedAnswer> answers, SelfJudgmentCalibration? calibration)
    {
        return new(
            Count(true, Verdict.Correct), Count(true, Verdict.Unable), Count(true, Verdict.Incorrect),
            Count(false, Verdict.Correct), Count(false, Verdict.Unable), Count(false, Verdict.Incorrect));

        int Count(bool isRight, Verdict verdict) =>
            answers.Count(answer => answer.IsRight == isRight && SelfJudgment.Of(answer.Probability, calibration).Verdict == verdict);
    }

    /// <summary>The verdicts of a question that names no expert: without a threshold the model is not asked, and there are none.</summary>
    public static VerdictCounts ByDefault(IReadOnlyList<SelfJudgedAnswer> answers, SelfJudgmentCalibration calibration)
    {
        var counts = Of(answers, calibration);
        if (calibration.Threshold is not null) return counts;
        return new(0, counts.Right, 0, 0, counts.Wrong, 0);
    }

    private int Right => RightAccepted + RightUnable + RightRejected;

    private int Wrong => WrongAccepted + WrongUnable + WrongRejected;

    /// <summary>For programs.</summary>
    public object Describe() => new
    {
        right = new { accepted = RightAccepted, unable = RightUnable, rejected = RightRejected },
        wrong = new { accepted = WrongAccepted, unable = WrongUnable, rejected = WrongRejected },
    };
}
