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

    [Theory]
    [InlineData("Incorrect. The couch is red.", Verdict.Incorrect)]
    [InlineData("**Incorrect** – the couch is red.", Verdict.Incorrect)]
    [InlineData("INCORRECT: the couch is red", Verdict.Incorrect)]
    [InlineData("__INCORRECT__", Verdict.Incorrect)]
    [InlineData("The response is in fact incorrect.", Verdict.Incorrect)]
    [InlineData("Incorrect. No, the couch is red.", Verdict.Incorrect)]
    [InlineData("The response is correct. No other couch is red.", Verdict.Correct)]
    [InlineData("Not correct. The couch is red.", Verdict.Incorrect)]
    [InlineData("Partially correct. The couch is red.", Verdict.Incorrect)]
    [InlineData("Correct. The couch is red.", Verdict.Correct)]
    [InlineData("**Verdict:** Incorrect", Verdict.Incorrect)]
    [InlineData("Final verdict: **CORRECT**\n\nThe couch is red.", Verdict.Correct)]
    [InlineData("### Judgment\nincorrect", Verdict.Incorrect)]
    [InlineData("The couch is red.\n\n**Incorrect**", Verdict.Incorrect)]
    [InlineData("The couch is red. \\boxed{incorrect}", Verdict.Incorrect)]
    [InlineData("<verdict>incorrect</verdict> The couch is red.", Verdict.Incorrect)]
    [InlineData("<|begin_of_box|>incorrect<|end_of_box|>", Verdict.Incorrect)]
    [InlineData("The response is <b>not</b> correct.", Verdict.Incorrect)]
    [InlineData("The response is **not** correct.", Verdict.Incorrect)]
    [InlineData("\"The response is incorrect.\"", Verdict.Incorrect)]
    [InlineData("Verdict: unable", Verdict.Unable)]
    public void A_verdict_in_another_form_is_understood(string text, Verdict verdict) => Assert.Equal(verdict, JudgmentParser.Parse(text).Verdict);

    [Theory]
    [InlineData("The response is correct. Wait: the response is incorrect.")]
    [InlineData("### The response is correct. ###\nOn reflection, the response is incorrect.")]
    [InlineData("Is it true that the response is correct? It is hard to say.")]
    [InlineData("I do not think that the answer is correct.")]
    [InlineData("The student says the answer is correct.")]
    [InlineData("It is false that the response is correct.")]
    [InlineData("The response is correct about the colour, but the shape is a circle.")]
    [InlineData("The response is ~~correct~~ something else.")]
    [InlineData("The sign says \"the answer is correct\".")]
    [InlineData("Verdict: correct or incorrect?")]
    [InlineData("Verdict: correct/incorrect/unable")]
    [InlineData("It is certainly not\ncorrect.")]
    [InlineData("The response is correct: false")]
    [InlineData("The response is correct. No, it is not.")]
    [InlineData("**Correct**\n\nFalse")]
    [InlineData("It is not the case that the response is correct.")]
    [InlineData("I first assumed the response is correct. It is not.")]
    [InlineData("Correct answer: table")]
    [InlineData("Correct: table")]
    [InlineData("I cannot tell. The response is correct only in good light.")]
    public void Doubt_and_contradiction_are_unable(string text) => Assert.Equal(Verdict.Unable, JudgmentParser.Parse(text).Verdict);

    [Theory]
    [InlineData("<think>The response is correct.</think>The response is incorrect.", Verdict.Incorrect)]
    [InlineData("The response is correct? Hmm.</think>The response is incorrect.", Verdict.Incorrect)]
    [InlineData("<think>\n### The response is correct. ###\n", Verdict.Unable)]
    public void Thoughts_are_not_a_verdict(string text, Verdict verdict) => Assert.Equal(verdict, JudgmentParser.Parse(text).Verdict);

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
