using Judger.Cli.Commands;
using Judger.Client;

namespace Judger.Cli.Evaluation.Calibration;

/// <summary>Has a model answer a question, look again, and judge its answer, whatever its calibration says.</summary>
internal sealed class SelfJudgedQuestion(IJudgerClient client)
{
    // Named and always, so that it is asked whatever its calibration is; without corrections, the first judgment is the only one.
    private static readonly AskOptions JudgedAlways = new()
    {
        Expert = ExpertNames.Self,
        Policy = JudgmentPolicy.Always,
        Look = LookPolicy.Always,
        MaxRounds = 0,
        Budget = QuestionLimits.MaxBudget,
    };

    /// <exception cref="CliException">The question ended without a judgment.</exception>
    public async Task<SelfJudgedAnswer> AskAsync(ImageDigest image, string question, Predicate<string> isRight, CancellationToken cancellationToken)
    {
        var record = await client.AskAsync(new() { Images = [image], Question = question, Options = JudgedAlways }, cancellationToken: cancellationToken);
        return record is { Baseline: { } first, Refined: { } refined, Rounds: [{ } round, ..] }
            ? new(round.Judgment.Probability ?? double.NaN, isRight(refined.Text), first.Certainty, isRight(first.Text))
            : throw new CliException($"\"{question}\" was not judged; look at the log with --verbose.");
    }
}
