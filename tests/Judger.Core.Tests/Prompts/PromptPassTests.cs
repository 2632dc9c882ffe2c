using Judger.Core.Prompts;

namespace Judger.Core.Tests.Prompts;

public sealed class PromptPassTests
{
    private static readonly PromptPass Correction =
        new(new ImageFirstTemplate(), new("{question}\nPrevious answer: {answer}\nJudgment: {feedback}"), ShowsCrop: true);

    [Fact]
    public void A_pass_is_one_turn_of_the_users_that_shows_the_images_and_the_crop_and_asks()
    {
        var turn = Assert.Single(Correction.Turns("What digit?", "3", "Look again.", images: 2));

        Assert.Equal(PromptRole.User, turn.Role);
        Assert.Equal(
            [
                new PromptPart.Image(0), new PromptPart.Image(1), new PromptPart.Image(2),
                new PromptPart.Text("What digit?\nPrevious answer: 3\nJudgment: Look again."),
            ],
            turn.Parts);
    }

    [Fact]
    public void Fields_are_filled_and_images_keep_their_places()
    {
        var prompt = Correction.Fill("What digit?", "3", "Look again.");

        Assert.Equal(
            [
                new PromptPart.Image(0), new PromptPart.Image(1),
                new PromptPart.Text("\nUSER: What digit?\nPrevious answer: 3\nJudgment: Look again.\nASSISTANT:"),
            ],
            prompt.Parts);
        Assert.Equal(2, prompt.ImageCount);
        Assert.Equal(2, Correction.ImageCount());
        Assert.True(prompt.Shows(1));
        Assert.False(prompt.Shows(2));
    }

    [Fact]
    public void A_typed_image_place_stays_text()
    {
        var prompt = new PromptPass(new BareTemplate(), new("{question}")).Fill("Is <image> a word?");

        Assert.Equal([new PromptPart.Image(0), new PromptPart.Text("\nIs <image> a word?")], prompt.Parts);
    }

    [Fact]
    public void A_typed_field_stays_text()
    {
        var prompt = Correction.Fill("Is it {answer}?", "{feedback}", "{question}");

        Assert.Equal(new PromptPart.Text("\nUSER: Is it {answer}?\nPrevious answer: {feedback}\nJudgment: {question}\nASSISTANT:"), prompt.Parts[^1]);
    }

    [Fact]
    public void A_pass_without_images_is_text_alone()
    {
        var prompt = new PromptPass(new ImageFirstTemplate(), new("{question}")).Fill("Q", images: 0);

        Assert.Equal([new PromptPart.Text("\nUSER: Q\nASSISTANT:")], prompt.Parts);
        Assert.Equal(0, prompt.ImageCount);
    }

    [Fact]
    public void Passes_that_write_the_same_prompts_are_equal()
    {
        Assert.Equal(Correction, new(new ImageFirstTemplate(), new(Correction.Wording.Source), ShowsCrop: true));
        Assert.NotEqual(Correction, Correction with { Template = new BareTemplate() });
        Assert.NotEqual(Correction, Correction with { ShowsCrop = false });
    }
}
