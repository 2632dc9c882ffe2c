using Judger.Core.Answers;
using Judger.Core.Judgments;
using Judger.Core.Stages;

namespace Judger.Core.Tests.Stages;

/// <summary>
/// Whether a stage's answer is known to be the question's before it is there: held against every way that a question with the same options can go.
/// </summary>
public sealed class FinalAnswerTests
{
    private static readonly string[] Texts = ["3", "5"];

    [Fact]
    public void An_answer_is_final_where_no_way_leads_to_another_one_after_it()
    {
        var checkedAnswers = 0;
        foreach (var options in Combinations())
        {
            var policy = new StagePolicy(options);
            var changed = new HashSet<(QuestionStage, int)>();
            var seen = new HashSet<(QuestionStage, int)>();
            Go(new() { Id = QuestionId.New(), Request = new() { Images = [default], Question = "?", Options = options } }, policy, record =>
            {
                var answer = BestAnswer.Of(record)!.Value.Text;
                foreach (var entry in record.Stages.Where(entry => entry.Outcome is ModelAnswer))
                {
                    seen.Add((entry.Stage, entry.Round));
                    if (((ModelAnswer)entry.Outcome).Text != answer) changed.Add((entry.Stage, entry.Round));
                }
            });

            foreach (var (stage, round) in seen)
            {
                checkedAnswers++;
                Assert.True(
                    policy.IsFinal(stage, round) == !changed.Contains((stage, round)),
                    $"{options.Policy} {options.Look} {options.Crop} {options.MaxRounds} {options.Expert} {options.FinalChoice}: {stage} {round}");
            }
        }

        // Baseline everywhere, refine where anybody looks, corrections where there are rounds.
        Assert.InRange(checkedAnswers, 200, int.MaxValue);
    }

    private static IEnumerable<AskOptions> Combinations() =>
        from policy in Enum.GetValues<JudgmentPolicy>()
        from look in Enum.GetValues<LookPolicy>()
        from crop in new PixelBox?[] { null, new(0, 0, 9, 9) }
        from rounds in new[] { 0, 1, 2 }
        from expert in new[] { null, ExpertNames.Self, ExpertNames.Reference, "gpt" }
        from choice in new[] { false, true }
        where look != LookPolicy.Never || crop is null
        select new AskOptions { Policy = policy, Look = look, Crop = crop, MaxRounds = rounds, Expert = expert, FinalChoice = choice, ReferenceAnswer = "5" };

    /// <summary>All ways on from where a question is, as the pipeline takes its stages in turn.</summary>
    private static void Go(QuestionRecord record, StagePolicy policy, Action<QuestionRecord> end)
    {
        var options = record.Request.Options;
        if (record.Baseline is null) Answers(QuestionStage.Baseline, 0, sureAbove: 0.9);
        else if (record.EntryOf(QuestionStage.Locate) is null)
        {
            Append(
                QuestionStage.Locate,
                0,
                policy.ReasonNotToLook(record.Baseline) is { } reason ? new StageSkipped(reason) : new LocatedRegion { Box = new(0, 0, 9, 9) });
        }
        else if (record.EntryOf(QuestionStage.Refine) is null)
        {
            if (record.EntryOf(QuestionStage.Locate)!.Outcome is StageSkipped skipped) Append(QuestionStage.Refine, 0, skipped);
            else Answers(QuestionStage.Refine, 0);
        }
        else if (record.EntryOf(QuestionStage.Judge) is null && policy.ReasonNotToAsk(record.Baseline, record.Refined) is { } reason)
            Append(QuestionStage.Judge, 1, new StageSkipped(reason));
        else if (IsJudgeDue(record, policy)) Judgments();
        else if (record.Rounds is [.., { Corrected: null } last] && policy.ShouldCorrect(last.Judgment.Verdict, record.Rounds.Count - 1))
            Answers(QuestionStage.Correct, record.Rounds.Count);
        else if (options is { FinalChoice: true, ExpertName: not ExpertNames.Self } && record.Choice is null && record.CountOf(QuestionStage.Correct) > 0)
        {
            foreach (var chosen in Enum.GetValues<ChosenAnswer>()) Append(QuestionStage.Choose, record.Rounds.Count, new FinalChoice { Chosen = chosen });
        }
        else end(record);

        void Answers(QuestionStage stage, int round, double? sureAbove = null)
        {
            foreach (var text in Texts)
            {
                foreach (var log in new[] { -0.05, -1.2 })
                    Append(stage, round, new ModelAnswer { Text = text, MeanLogProbability = log, SureAbove = sureAbove });
            }
        }

        void Judgments()
        {
            var round = record.Rounds.Count + 1;
            if (options.ExpertName == ExpertNames.Self)
            {
                foreach (var probability in new[] { 0.1, 0.4, 0.9 }) Append(QuestionStage.Judge, round, SelfJudgment.Of(probability, new(0.5)));
            }
            else
            {
                foreach (var verdict in new[] { Verdict.Correct, Verdict.Incorrect }) Append(QuestionStage.Judge, round, new Judgment { Verdict = verdict });
            }
        }

        void Append(QuestionStage stage, int round, StageOutcome outcome) =>
            Go(record with { Stages = [.. record.Stages, new() { Stage = stage, Round = round, Outcome = outcome }] }, policy, end);
    }

    private static bool IsJudgeDue(QuestionRecord record, StagePolicy policy)
    {
        if (record.EntryOf(QuestionStage.Judge) is not { } judged) return true;
        if (judged.Outcome is StageSkipped || record.Rounds is not [.., { Corrected: { } corrected } last]) return false;
        var isRated = last.Judgment.Probability is not null && !AnswerNormalizer.AnswersAgree(last.Judged.Text, corrected.Text);
        return isRated || policy.ShouldJudgeAgain(last.Judged.Text, corrected.Text, record.Rounds.Count);
    }
}
