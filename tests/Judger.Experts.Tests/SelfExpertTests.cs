using Judger.Core.Judgments;

namespace Judger.Experts.Tests;

public sealed class SelfExpertTests
{
    private static readonly ExpertQuestion Question = new("digest", new(1, 2, 30, 40), "What digit is it?", "3", ReferenceAnswer: null);

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public async Task An_answer_that_the_model_believes_is_right(double probability) =>
        Assert.Equal(new Judgment(Verdict.Correct, "", Probability: probability), await JudgeAsync(probability));

    [Theory]
    [InlineData(0.49)]
    [InlineData(0.0)]
    public async Task An_answer_that_it_doubts_is_rejected_without_another_one(double probability) =>
        Assert.Equal(new Judgment(Verdict.Incorrect, "That is wrong. Look at the crop again.", Probability: probability), await JudgeAsync(probability));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task Numbers_that_say_nothing_are_no_verdict(double probability) =>
        Assert.Equal(new Judgment(Verdict.Unable, ""), await JudgeAsync(probability));

    [Fact]
    public async Task The_model_is_asked_about_this_very_answer()
    {
        var judge = new FixedJudge(0.9);

        await new SelfExpert(judge).JudgeAsync(Question, TestContext.Current.CancellationToken);

        Assert.Same(Question, judge.Asked);
    }

    [Fact]
    public void Its_name_is_the_one_in_requests() => Assert.Equal("self", new SelfExpert(new FixedJudge(1)).Name);

    private static async Task<Judgment> JudgeAsync(double probability) => (await new SelfExpert(new FixedJudge(probability)).JudgeAsync(Question, TestContext.Current.CancellationToken)).Judgment;

    private sealed class FixedJudge(double probability) : ISelfJudge
    {
        public ExpertQuestion? Asked { get; private set; }

        public Task<double> ProbabilityCorrectAsync(ExpertQuestion question, CancellationToken cancellationToken)
        {
            Asked = question;
            return Task.FromResult(probability);
        }
    }
}
