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
}
