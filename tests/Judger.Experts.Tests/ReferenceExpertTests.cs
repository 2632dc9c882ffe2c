namespace Judger.Experts.Tests;

public sealed class ReferenceExpertTests
{
    [Theory]
    [InlineData("5", "5")]
    [InlineData(" Red. ", "red")]
    public async Task An_answer_that_is_the_known_one_is_right(string answer, string reference) =>
        Assert.Equal(new Judgment { Verdict = Verdict.Correct }, await JudgeAsync(answer, reference));

    [Fact]
    public async Task A_wrong_answer_is_told_the_known_one() =>
        Assert.Equal(new Judgment { Verdict = Verdict.Incorrect, Feedback = "The answer is 5, not 3.", SuggestedAnswer = "5" }, await JudgeAsync("3", "5"));

    [Fact]
    public async Task No_answer_at_all_is_told_the_known_one() =>
        Assert.Equal(new Judgment { Verdict = Verdict.Incorrect, Feedback = "The answer is 5.", SuggestedAnswer = "5" }, await JudgeAsync("", "5"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public async Task Without_a_known_answer_it_cannot_tell(string? reference) =>
        Assert.Equal(new Judgment { Verdict = Verdict.Unable }, await JudgeAsync("3", reference));

    [Fact]
    public void Its_name_is_the_one_in_requests() => Assert.Equal("reference", new ReferenceExpert().Name);

    private static async Task<Judgment> JudgeAsync(string answer, string? reference) =>
        (await new ReferenceExpert().JudgeAsync(
            new("digest", new(0, 0, 10, 10), "What digit is it?", answer, reference), TestContext.Current.CancellationToken)).Judgment;
}
