using Judger.Core.Judgments;
using Judger.Core.Stages;

namespace Judger.Core.Tests.Stages;

public sealed class StagePolicyTests
{
    private const double Sure = -0.05, Unsure = -1.2;

    private static StagePolicy With(ExpertPolicy policy, int maxRounds = 2) => new(new StageOptions { Policy = policy, MaxRounds = maxRounds });

    [Theory]
    [InlineData(ExpertPolicy.Always, true)]
    [InlineData(ExpertPolicy.Never, false)]
    public void Always_and_never_do_not_look_at_the_answers(ExpertPolicy policy, bool asked)
    {
        Assert.Equal(asked, With(policy).ShouldAskExpert(new("5", Sure), new("5", Sure)));
        Assert.Equal(asked, With(policy).ShouldAskExpert(new("5", Unsure), new("3", Unsure)));
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
        Assert.Equal(asked, With(ExpertPolicy.WhenUncertain).ShouldAskExpert(new(baseline, baselineLog), new(refined, refinedLog)));

    [Fact]
    public void The_thresholds_themselves_count_as_sure_and_settled()
    {
        var policy = new StagePolicy(new StageOptions { Policy = ExpertPolicy.WhenUncertain, UncertainBelow = -0.5, SettledMargin = 0.25 });

        Assert.False(policy.ShouldAskExpert(new("3", -0.75), new("5", -0.5)));
        Assert.True(policy.ShouldAskExpert(new("3", -0.7), new("5", -0.5)));
        Assert.True(policy.ShouldAskExpert(new("5", -0.5), new("5", -0.51)));
    }

    [Fact]
    public void A_probability_that_is_not_a_number_is_doubt()
    {
        var policy = With(ExpertPolicy.WhenUncertain);

        Assert.True(policy.ShouldAskExpert(new("5", Sure), new("5", double.NaN)));
        Assert.True(policy.ShouldAskExpert(new("5", double.NaN), new("3", Sure)));
    }

    [Theory]
    [InlineData(Verdict.Incorrect, 0, true)]
    [InlineData(Verdict.Incorrect, 1, true)]
    [InlineData(Verdict.Incorrect, 2, false)]
    [InlineData(Verdict.Correct, 0, false)]
    [InlineData(Verdict.Unable, 0, false)]
    public void An_answer_is_corrected_while_the_verdict_is_incorrect_and_rounds_are_left(Verdict verdict, int rounds, bool corrected) =>
        Assert.Equal(corrected, With(ExpertPolicy.Always).ShouldCorrect(verdict, rounds));

    [Theory]
    [InlineData("5", "3", 1, true)]
    [InlineData("5", "5.", 1, false)]
    [InlineData("5", "3", 2, false)]
    public void A_correction_is_judged_again_when_it_changed_the_answer_and_rounds_are_left(string previous, string corrected, int rounds, bool again) =>
        Assert.Equal(again, With(ExpertPolicy.Always).ShouldJudgeAgain(previous, corrected, rounds));

    [Fact]
    public void An_expert_that_never_agrees_is_heard_as_often_as_MaxRounds()
    {
        var policy = With(ExpertPolicy.Always, maxRounds: 3);
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
        Assert.False(With(ExpertPolicy.Always, maxRounds: 0).ShouldCorrect(Verdict.Incorrect, 0));
}
