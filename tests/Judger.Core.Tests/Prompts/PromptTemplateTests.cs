using Judger.Core.Prompts;

namespace Judger.Core.Tests.Prompts;

public sealed class PromptTemplateTests
{
    private static readonly PromptTemplate Correction = new("<image><image>\nUSER: {question}\nPrevious answer: {answer}\nJudgment: {feedback}\nASSISTANT:");

    [Fact]
    public void Fields_are_filled_and_images_keep_their_places()
    {
        var prompt = Correction.Fill("What digit?", "3", "Look again.");

        Assert.Equal(
            [new PromptPart.Image(), new PromptPart.Image(), new PromptPart.Text("\nUSER: What digit?\nPrevious answer: 3\nJudgment: Look again.\nASSISTANT:")],
            prompt.Parts);
        Assert.Equal(2, prompt.ImageCount);
        Assert.Equal(2, Correction.ImageCount);
    }

    [Fact]
    public void A_typed_image_place_stays_text()
    {
        var prompt = new PromptTemplate("<image>\n{question}").Fill("Is <image> a word?");

        Assert.Equal([new PromptPart.Image(), new PromptPart.Text("\nIs <image> a word?")], prompt.Parts);
    }

    [Fact]
    public void A_typed_field_stays_text()
    {
        var prompt = Correction.Fill("Is it {answer}?", "{feedback}", "{question}");

        Assert.Equal(new PromptPart.Text("\nUSER: Is it {answer}?\nPrevious answer: {feedback}\nJudgment: {question}\nASSISTANT:"), prompt.Parts[^1]);
    }

    [Fact]
    public void An_image_place_cannot_be_put_together_from_template_and_question()
    {
        var prompt = new PromptTemplate("<{question}> <image>").Fill("image");

        Assert.Equal([new PromptPart.Text("<image> "), new PromptPart.Image()], prompt.Parts);
    }

    [Fact]
    public void Braces_that_are_no_field_stay_as_they_are()
    {
        var prompt = new PromptTemplate("{ {question} {questions} }").Fill("Q");

        Assert.Equal([new PromptPart.Text("{ Q {questions} }")], prompt.Parts);
    }

    [Fact]
    public void A_field_can_appear_twice() =>
        Assert.Equal([new PromptPart.Text("Q, again: Q")], new PromptTemplate("{question}, again: {question}").Fill("Q").Parts);

    [Fact]
    public void Empty_text_between_images_is_left_out() =>
        Assert.Equal([new PromptPart.Image(), new PromptPart.Image()], new PromptTemplate("<image>{question}<image>").Fill("").Parts);

    [Fact]
    public void An_empty_template_is_refused() => Assert.Throws<ArgumentException>(() => new PromptTemplate(""));
}
