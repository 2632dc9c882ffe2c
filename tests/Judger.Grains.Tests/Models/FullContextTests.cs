using Judger.Grains.Models;
using Judger.Inference.Errors;

namespace Judger.Grains.Tests.Models;

/// <summary>A prompt that fills the context: the remedy depends on what fills it.</summary>
public sealed class FullContextTests
{
    [Theory]
    [InlineData(1, 1000, 0, 1700, 600, 1600, "Shorten the question.")]
    [InlineData(3, 1000, 0, 1700, 600, 1600, "Shorten the question, or show fewer images.")]
    [InlineData(1, 100, 4000, 1700, 600, 1600, "Lower max_tokens, so that answers are shorter, or have no correction (max_rounds 0).")]
    [InlineData(1, 2000, 100, 1700, 600, 1600, "Shorten the question.")]
    [InlineData(4, 40, 0, 2440, 2400, 2048, "Show fewer images.")]
    [InlineData(1, 40, 0, 1200, 1152, 1024, "Serve the model with a larger context (Engine:MaxContext).")]
    [InlineData(1, 40, 30, 1200, 1152, 1024, "Serve the model with a larger context (Engine:MaxContext).")]
    public void The_remedy_is_for_what_fills_it(int images, int question, int judged, int prompt, int ofImages, int context, string remedy)
    {
        var asked = new AskRequest
        {
            Images = [.. Enumerable.Repeat(ImageDigest.Parse(new('0', 64)), images)],
            Question = new('x', question),
        };

        var rejected = FullContext.Describe(new PromptTooLongException(prompt, ofImages, context), asked, new('y', judged), hasConversation: true);

        var what = judged > 0 ? "The prompt with the earlier answer and its judgment" : "The prompt";
        Assert.Equal(
            $"{what} has {prompt} tokens ({ofImages} of images, {prompt - ofImages} of text), and the model holds {context} together with the answer. {remedy}",
            rejected.Message);
    }

    [Theory]
    [InlineData(5000, 0, true, "Shorten the instructions.")]
    [InlineData(0, 5000, true, "Leave out the oldest turns of the conversation.")]
    [InlineData(5000, 0, false, "Shorten the question.")]
    [InlineData(0, 5000, false, "Shorten the question.")]
    public void What_does_not_stand_in_the_prompt_is_no_remedy(int instructions, int said, bool hasConversation, string remedy)
    {
        var asked = new AskRequest
        {
            Images = [],
            Question = new('x', 1000),
            Instructions = new('i', instructions),
            Turns = [new(TurnRole.User, new('t', said))],
        };

        var rejected = FullContext.Describe(new PromptTooLongException(1700, 0, 1600), asked, "", hasConversation);

        Assert.EndsWith($"together with the answer. {remedy}", rejected.Message, StringComparison.Ordinal);
    }
}
