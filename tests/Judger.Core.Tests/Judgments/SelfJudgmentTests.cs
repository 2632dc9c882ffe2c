using Judger.Core.Judgments;

namespace Judger.Core.Tests.Judgments;

public sealed class SelfJudgmentTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void An_answer_that_the_model_believes_is_right(double probability) =>
        Assert.Equal(new Judgment { Verdict = Verdict.Correct, Probability = probability }, SelfJudgment.Of(probability));

    [Theory]
    [InlineData(0.49)]
    [InlineData(0.0)]
    public void An_answer_that_it_doubts_is_rejected_without_another_one(double probability) => Assert.Equal(
        new Judgment { Verdict = Verdict.Incorrect, Feedback = "That is wrong. Look at the crop again.", Probability = probability },
        SelfJudgment.Of(probability));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Numbers_that_say_nothing_are_no_verdict(double probability) =>
        Assert.Equal(new Judgment { Verdict = Verdict.Unable }, SelfJudgment.Of(probability));

    [Theory]
    [InlineData(0.3, 0.29, Verdict.Incorrect)]
    [InlineData(0.3, 0.3, Verdict.Unable)]
    [InlineData(0.3, 0.49, Verdict.Unable)]
    [InlineData(0.3, 0.5, Verdict.Correct)]
    [InlineData(0.8, 0.79, Verdict.Incorrect)]
    [InlineData(0.8, 0.8, Verdict.Correct)]
    public void A_calibrated_model_rejects_below_its_threshold_and_abstains_up_to_a_half(double threshold, double probability, Verdict verdict)
    {
        var judgment = SelfJudgment.Of(probability, new(threshold));

        Assert.Equal((verdict, probability), (judgment.Verdict, judgment.Probability));
        Assert.Equal(verdict == Verdict.Incorrect ? "That is wrong. Look at the crop again." : "", judgment.Feedback);
    }

    [Fact]
    public void A_model_whose_judgment_does_not_help_judges_as_one_without_a_calibration() =>
        Assert.Equal(Verdict.Incorrect, SelfJudgment.Of(0.49, new(Threshold: null)).Verdict);
}
