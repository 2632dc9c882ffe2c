namespace Judger.Cli.Output;

/// <summary>What came of a stage, in one line for people. A stage that is new needs a line here only if it comes to something new.</summary>
internal static class OutcomeText
{
    public static string Of(StageOutcome outcome) => outcome switch
    {
        ModelAnswer answer => Of(answer),
        LocatedRegion region => Of(region),
        Judgment judgment => Of(judgment),
        FinalChoice choice => Of(choice),
        StageSkipped skipped => $"skipped: {skipped.Reason}",
        StageFailure failure => $"failed: {failure.Message}",
        _ => "finished",
    };

    private static string Of(ModelAnswer answer) =>
        $"{answer.Text}  ({Math.Exp(answer.MeanLogProbability):P0} sure{(answer.IsTruncated ? ", cut at its token limit" : "")})";

    private static string Of(LocatedRegion region) =>
        region.IsDegenerate ? $"{region.Box}  (the attention map shows no region)" : $"{region.Box}  ({region.Box.Width} x {region.Box.Height} pixels)";

    private static string Of(Judgment judgment)
    {
        if (judgment.Failure is { } failure) return $"no judgment: {failure.Message}";
        var verdict = judgment.Verdict switch
        {
            Verdict.Correct => "correct",
            Verdict.Incorrect => "incorrect",
            _ => "no verdict",
        };
        var certainty = judgment.Probability is { } probability ? $"  P(correct) {probability:F2}" : "";
        var feedback = judgment.Feedback.Length > 0 ? $"  \"{judgment.Feedback}\"" : "";
        return $"{verdict}{certainty}{feedback}{(judgment.IsCached ? "  (from the cache)" : "")}";
    }

    private static string Of(FinalChoice choice) => choice.Failure is { } failure
        ? $"no choice: {failure.Message}"
        : choice.Chosen switch
        {
            ChosenAnswer.Earlier => "the answer before the corrections",
            ChosenAnswer.Later => "the corrected answer",
            _ => "no preference, the corrected answer stays",
        };
}
