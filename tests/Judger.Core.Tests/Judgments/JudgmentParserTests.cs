using Judger.Core.Judgments;

namespace Judger.Core.Tests.Judgments;

public sealed class JudgmentParserTests
{
    [Theory]
    [InlineData("### The response is correct. ###")]
    [InlineData("### The response is correct. ###\n\nBoth words mean the same; \"steps\" is not wrong.")]
    [InlineData("The couch has cushions, and the model answer \"Chair\" is wrong at first sight.\r\n\r\n### The response is correct. ###\r\n")]
    public void The_marker_on_a_line_of_its_own_is_correct_whatever_else_is_said(string text) =>
        Assert.Equal(new Judgment { Verdict = Verdict.Correct }, JudgmentParser.Parse(text));

    [Theory]
    [InlineData("The response is correct.")]
    [InlineData("the model's answer is CORRECT")]
    [InlineData("The student's response \"Dress\" is indeed correct.")]
    [InlineData("The model’s response “left” was not wrong.")]
    [InlineData("The response is **correct**.")]
    [InlineData("Correct.")]
    public void Prose_that_accepts_the_answer_is_correct(string text) => Assert.Equal(Verdict.Correct, JudgmentParser.Parse(text).Verdict);

    [Theory]
    [InlineData("The response is incorrect. The couch is red.")]
    [InlineData("### The response is wrong. ###\n\nThe couch is red.")]
    [InlineData("The model's response \"Speaker\" is incorrect.")]
    [InlineData("The answer is not correct.")]
    [InlineData("The answer isn't quite correct.")]
    [InlineData("The response is only partially correct.")]
    [InlineData("The model answer \"The response is correct\" is wrong.")]
    [InlineData("**Incorrect**")]
    [InlineData("The image shows a street. The correct term is \"street,\" as the setting is wider.")]
    public void Prose_that_rejects_the_answer_is_incorrect(string text) => Assert.Equal(Verdict.Incorrect, JudgmentParser.Parse(text).Verdict);

    [Theory]
    [InlineData("")]
    [InlineData("I'm sorry, but I can't help with that.")]
    [InlineData("I'm unable to determine the color of shorts in this image. It shows a bowl of soup.")]
    [InlineData("I cannot tell whether the response is correct.")]
    [InlineData("If the answer is wrong, I cannot see why")]
    [InlineData("The man is on the right; the answer is right of the door.")]
    [InlineData("The correct answer is wrong for this picture.")]
    public void Words_without_a_verdict_are_unable(string text)
    {
        var judgment = JudgmentParser.Parse(text);

        Assert.Equal(Verdict.Unable, judgment.Verdict);
        Assert.Null(judgment.SuggestedAnswer);
    }

    [Theory]
    [InlineData("The response is wrong. The correct answer is \"table,\" near the person.", "table")]
    [InlineData("The response is wrong. It shows a batter. The correct answer should be “catcher.”", "catcher")]
    [InlineData("The response is incorrect. The correct answer, \"Yes,\" says so.", "Yes")]
    [InlineData("The answer is 5, not 3.", "5")]
    [InlineData("The response is incorrect. The couch is red.", null)]
    public void A_named_answer_is_suggested(string text, string? suggested) =>
        Assert.Equal(suggested, JudgmentParser.Parse(text).SuggestedAnswer);

    [Fact]
    public void The_feedback_is_one_line_without_the_markers_fence() =>
        Assert.Equal(
            new Judgment { Verdict = Verdict.Incorrect, Feedback = "The response is incorrect. The scissors are gray, not black." },
            JudgmentParser.Parse("### The response is incorrect. ###\n\nThe scissors are gray,\tnot black.\n"));

    [Fact]
    public void Feedback_of_built_in_experts_reads_back_as_incorrect_with_its_reference()
    {
        var judgment = JudgmentParser.Parse(JudgmentFeedback.ForReference("3", "5"));

        Assert.Equal(new Judgment { Verdict = Verdict.Incorrect, Feedback = "The answer is 5, not 3.", SuggestedAnswer = "5" }, judgment);
    }

    [Fact]
    public void A_flood_of_text_is_read_as_far_as_an_expert_would_write()
    {
        var judgment = JudgmentParser.Parse("The response is incorrect. " + new string('"', 1_000_000));

        Assert.Equal(Verdict.Incorrect, judgment.Verdict);
        Assert.True(judgment.Feedback.Length <= JudgmentFeedback.MaxLength);
    }
}
