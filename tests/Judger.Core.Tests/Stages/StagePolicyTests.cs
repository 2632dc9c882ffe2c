using Judger.Core.Stages;

namespace Judger.Core.Tests.Stages;

public sealed class StagePolicyTests
{
    private const double Sure = -0.05, Unsure = -1.2;

    private static StagePolicy With(JudgmentPolicy policy, int maxRounds = 2) => new(new AskOptions { Policy = policy, MaxRounds = maxRounds });

    [Theory]
    [InlineData(JudgmentPolicy.Always, true)]
    [InlineData(JudgmentPolicy.Never, false)]
    public void Always_and_never_do_not_look_at_the_answers(JudgmentPolicy policy, bool asked)
    {
        Assert.Equal(asked, Asks(With(policy), ("5", Sure), ("5", Sure)));
        Assert.Equal(asked, Asks(With(policy), ("5", Unsure), ("3", Unsure)));
    }

    [Theory]
    [InlineData("5", Sure, "5.", Sure, false)]
    [InlineData("5", Unsure, "5", Sure, false)]
    [InlineData("5", Sure, "5", Unsure, true)]
    [InlineData("5", Sure, "3", Sure, true)]
    [InlineData("5", Unsure, "3", Unsure, true)]
    [InlineData("5", Sure, "3", Unsure, true)]
    [InlineData("5", Unsure, "3", Sure, false)]
    public void When_uncertain_asks_about_unsure_answers_and_about_contradictions_that_the_crop_did_not_settle(
        string baseline, double baselineLog, string refined, double refinedLog, bool asked) =>
        Assert.Equal(asked, Asks(With(JudgmentPolicy.WhenUncertain), (baseline, baselineLog), (refined, refinedLog)));

    [Theory]
    [InlineData(LookPolicy.Auto, 0.97, 0.9, "sure (0.97)")]
    [InlineData(LookPolicy.Auto, 0.9, 0.9, null)]
    [InlineData(LookPolicy.Auto, 0.5, 0.9, null)]
    [InlineData(LookPolicy.Auto, 1.0, null, null)]
    [InlineData(LookPolicy.Always, 1.0, 0.1, null)]
    [InlineData(LookPolicy.Never, 0.1, 0.9, "The question asked for no look.")]
    [InlineData(LookPolicy.Never, 0.1, null, "The question asked for no look.")]
    public void A_first_answer_that_is_surer_than_its_model_s_threshold_needs_no_look(LookPolicy look, double certainty, double? sureAbove, string? reason)
    {
        var answer = new ModelAnswer { Text = "5", MeanLogProbability = Math.Log(certainty) };
        answer = answer with { SureAbove = sureAbove == certainty ? answer.Certainty : sureAbove };

        Assert.Equal(reason, new StagePolicy(new AskOptions { Look = look }).ReasonNotToLook(answer));
        Assert.Null(look == LookPolicy.Never ? null : new StagePolicy(new AskOptions { Look = look, Crop = new(0, 0, 9, 9) }).ReasonNotToLook(answer));
    }

    [Fact]
    public void Without_another_look_the_first_answer_alone_is_sure_or_not()
    {
        var policy = With(JudgmentPolicy.WhenUncertain);

        Assert.Null(policy.ReasonNotToAsk(new() { Text = "5", MeanLogProbability = Unsure }, null));
        Assert.NotNull(policy.ReasonNotToAsk(new() { Text = "5", MeanLogProbability = Sure }, null));
        Assert.Null(With(JudgmentPolicy.Always).ReasonNotToAsk(new() { Text = "5", MeanLogProbability = Sure }, null));
    }

    [Fact]
    public void The_thresholds_themselves_count_as_sure_and_settled()
    {
        var policy = new StagePolicy(new AskOptions { Policy = JudgmentPolicy.WhenUncertain, UncertainBelow = -0.5 });

        Assert.False(Asks(policy, ("3", -1), ("5", -0.5)));
        Assert.True(Asks(policy, ("3", -0.95), ("5", -0.5)));
        Assert.True(Asks(policy, ("5", -0.5), ("5", -0.51)));
    }

    [Fact]
    public void A_probability_that_is_not_a_number_is_doubt()
    {
        var policy = With(JudgmentPolicy.WhenUncertain);

        Assert.True(Asks(policy, ("5", Sure), ("5", double.NaN)));
        Assert.True(Asks(policy, ("5", double.NaN), ("3", Sure)));
    }

    [Theory]
    [InlineData(Verdict.Incorrect, 0, true)]
    [InlineData(Verdict.Incorrect, 1, true)]
    [InlineData(Verdict.Incorrect, 2, false)]
    [InlineData(Verdict.Correct, 0, false)]
    [InlineData(Verdict.Unable, 0, false)]
    public void An_answer_is_corrected_while_the_verdict_is_incorrect_and_rounds_are_left(Verdict verdict, int rounds, bool corrected) =>
        Assert.Equal(corrected, With(JudgmentPolicy.Always).ShouldCorrect(verdict, rounds));

    [Theory]
    [InlineData("5", "3", 1, true)]
    [InlineData("5", "5.", 1, false)]
    [InlineData("5", "3", 2, false)]
    public void A_correction_is_judged_again_when_it_changed_the_answer_and_rounds_are_left(string previous, string corrected, int rounds, bool again) =>
        Assert.Equal(again, With(JudgmentPolicy.Always).ShouldJudgeAgain(previous, corrected, rounds));

    [Fact]
    public void An_expert_that_never_agrees_is_heard_as_often_as_MaxRounds()
    {
        var policy = With(JudgmentPolicy.Always, maxRounds: 3);
        var (answer, rounds, judgments) = (0, 0, 0);
        bool again;
        do
        {
            judgments++;
            if (!policy.ShouldCorrect(Verdict.Incorrect, rounds)) break;
            rounds++;
            again = policy.ShouldJudgeAgain($"{answer}", $"{++answer}", rounds);
        }
        while (again);

        Assert.Equal((3, 3, 3), (answer, rounds, judgments));
    }

    [Fact]
    public void Zero_rounds_judge_without_correcting() =>
        Assert.False(With(JudgmentPolicy.Always, maxRounds: 0).ShouldCorrect(Verdict.Incorrect, 0));

    [Theory]
    [InlineData(null, JudgmentPolicy.WhenUncertain, true)]
    [InlineData(null, JudgmentPolicy.Always, false)]
    [InlineData(ExpertNames.Self, JudgmentPolicy.WhenUncertain, false)]
    [InlineData(ExpertNames.Reference, JudgmentPolicy.WhenUncertain, false)]
    public void Only_a_question_that_names_no_expert_and_no_other_policy_needs_a_calibrated_model(string? expert, JudgmentPolicy policy, bool needed) =>
        Assert.Equal(needed, new StagePolicy(new AskOptions { Expert = expert, Policy = policy }).NeedsCalibration);

    private static bool Asks(StagePolicy policy, (string Text, double Log) baseline, (string Text, double Log) refined) =>
        policy.ReasonNotToAsk(Answer(baseline), Answer(refined)) is null;

    private static ModelAnswer Answer((string Text, double Log) answer) => new() { Text = answer.Text, MeanLogProbability = answer.Log };
}
