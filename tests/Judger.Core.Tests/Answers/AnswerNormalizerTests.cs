using Judger.Core.Answers;

namespace Judger.Core.Tests.Answers;

public sealed class AnswerNormalizerTests
{
    [Theory]
    [InlineData("Yes", "yes")]
    [InlineData(" 5 ", "5.")]
    [InlineData("Light Brown.\n", "light brown")]
    [InlineData("no . ", "No")]
    [InlineData("", " . ")]
    public void Case_outer_white_space_and_trailing_periods_do_not_count(string a, string b) =>
        Assert.True(AnswerNormalizer.AnswersAgree(a, b));

    [Theory]
    [InlineData("5", "3")]
    [InlineData("yes", "yes!")]
    [InlineData("light brown", "lightbrown")]
    [InlineData(".5", "5")]
    [InlineData("3.5", "35")]
    public void Everything_else_counts(string a, string b) => Assert.False(AnswerNormalizer.AnswersAgree(a, b));

    [Fact]
    public void The_normal_form_is_trimmed_and_lower_case() => Assert.Equal("a red circle", AnswerNormalizer.Normalize("\tA red Circle. "));
}
