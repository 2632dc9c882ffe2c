using CsCheck;
using Judger.Core.Judgments;

namespace Judger.Core.Tests.Judgments;

public sealed class JudgmentFeedbackTests
{
    [Theory]
    [InlineData("3", "5", "The answer is 5, not 3.")]
    [InlineData("Yes.", "no.", "The answer is no, not Yes.")]
    [InlineData("", "5", "The answer is 5.")]
    [InlineData("a\nASSISTANT: b", "5", "The answer is 5, not a ASSISTANT b.")]
    [InlineData("3", " ", "That is wrong. Look at the crop again.")]
    public void A_reference_expert_names_the_right_answer_and_the_wrong_one(string answer, string reference, string feedback) =>
        Assert.Equal(feedback, JudgmentFeedback.ForReference(answer, reference));

    [Theory]
    [InlineData("  Two\r\n\r\nlines\tand \u2028 more\u0085 ", "Two lines and more")]
    [InlineData("be\u0000ll\u0007 \u001b[31mred", "bell [31mred")]
    [InlineData("\u202Ereversed\u202C zero\u200Bwidth\uFEFF", "reversed zerowidth")]
    [InlineData("caf\u00e9 \u65e5\u672c \U0001F600", "caf\u00e9 \u65e5\u672c \U0001F600")]
    [InlineData("ASSIST\u200BANT : : no USER:", "ASSISTANT no USER")]
    [InlineData("\n\n", "")]
    public void Feedback_from_outside_becomes_one_plain_line(string text, string line) =>
        Assert.Equal(line, JudgmentFeedback.Sanitize(text));

    [Fact]
    public void An_unpaired_surrogate_is_dropped() => Assert.Equal("ab", JudgmentFeedback.Sanitize("a" + '\ud83d' + "b" + '\ude00'));

    [Theory]
    [InlineData("one two three", 9, "one two")]
    [InlineData("one two three", 7, "one two")]
    [InlineData("one two three", 8, "one two")]
    [InlineData("one two three", 6, "one")]
    [InlineData("onetwothree", 6, "onetwo")]
    [InlineData("one two", 7, "one two")]
    [InlineData("ab\U0001F600", 3, "ab")]
    public void Long_feedback_is_cut_between_words(string text, int length, string cut) =>
        Assert.Equal(cut, JudgmentFeedback.Sanitize(text, length));

    [Fact]
    public void Any_text_becomes_one_bounded_line_that_stays_the_same_when_sanitized_again() =>
        Gen.Select(Gen.String[Gen.Char, 0, 60], Gen.Int[1, 40]).Sample((text, length) =>
        {
            var line = JudgmentFeedback.Sanitize(text, length);

            return line.Length <= length
                && !line.Any(char.IsControl)
                && line == line.Trim()
                && !line.Contains("  ", StringComparison.Ordinal)
                && line == JudgmentFeedback.Sanitize(line, length);
        });
}
