using Judger.Core.Prompts;

namespace Judger.Core.Tests.Prompts;

/// <summary>What stands before a question in its prompts, and how the question is put for each form of answer.</summary>
public sealed class PromptContextTests
{
    private static readonly AskRequest Asked = new()
    {
        Images = [Digest('a'), Digest('b'), Digest('c')],
        Attended = 2,
        Question = "And the other one?",
        Instructions = "Be brief.",
        Turns = [new(TurnRole.User, "What is {answer}?", Images: 2), new(TurnRole.Assistant, "A sign."), new(TurnRole.User, "", Images: 0)],
    };

    public static TheoryData<string> Profiles => [.. PromptProfiles.ByName.Keys];

    [Fact]
    public void Instructions_stand_first_then_earlier_turns_with_their_images_then_the_question_with_the_rest_and_the_crop()
    {
        var profile = PromptProfiles.Qwen3Vl;
        var turns = profile.Refined.Turns(Asked.Question, images: 3, context: profile.ContextOf(Asked));

        Assert.Equal([PromptRole.System, PromptRole.User, PromptRole.Assistant, PromptRole.User, PromptRole.User], turns.Select(turn => turn.Role));
        Assert.Equal("Be brief.", turns[0].Text);
        Assert.Equal(
            [new PromptPart.Image(0), new PromptPart.Image(1), new PromptPart.Text("What is {answer}?\nAnswer the question using a single word or phrase.")],
            turns[1].Parts);
        Assert.Equal("A sign.", turns[2].Text);
        Assert.Equal("", turns[3].Text);
        Assert.Equal([new PromptPart.Image(2), new PromptPart.Image(3)], turns[4].Images);
        Assert.Equal("And the other one?\nAnswer the question using a single word or phrase.", turns[4].Text);
    }

    [Fact]
    public void A_question_about_an_earlier_image_shows_none_itself_but_the_crop()
    {
        var asked = Asked with { Images = [Digest('a'), Digest('b')], Attended = 1 };
        var context = PromptProfiles.Qwen3Vl.ContextOf(asked);

        Assert.Empty(PromptProfiles.Qwen3Vl.Baseline.Turns(asked.Question, images: 2, context: context)[^1].Images);
        Assert.Equal([new PromptPart.Image(2)], PromptProfiles.Qwen3Vl.Refined.Turns(asked.Question, images: 2, context: context)[^1].Images);
        Assert.Throws<ArgumentOutOfRangeException>(() => PromptProfiles.Qwen3Vl.Baseline.Turns(asked.Question, images: 1, context: context));
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void A_free_answer_is_asked_for_without_the_words_of_a_short_one_and_looking_and_judging_stay_as_they_are(string name)
    {
        var profile = PromptProfiles.ByName[name];

        var free = profile.For(AnswerForm.Free);

        Assert.Same(profile, profile.For(AnswerForm.Short));
        Assert.Equal((profile.Attention, profile.SelfJudgment), (free.Attention, free.SelfJudgment));
        if (profile == PromptProfiles.Tiny)
        {
            Assert.Same(profile, free);
            return;
        }

        Assert.Equal("Why?", free.Baseline.Wording.Fill("Why?"));
        Assert.Equal("Why?", free.Refined.Wording.Fill("Why?"));
        Assert.DoesNotContain("single word", free.Correction.Wording.Source, StringComparison.Ordinal);
        Assert.Equal(QuestionLimits.FreeTokens, free.MaxNewTokens);
        Assert.False(free.BaselineIsAttentionPass);
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Every_template_writes_a_conversation_whole_and_in_order(string name)
    {
        var profile = PromptProfiles.ByName[name];
        var asked = Asked with { Turns = [new(TurnRole.User, "First?", Images: 2), new(TurnRole.Assistant, "Second.")] };

        var prompt = profile.Refined.Fill("Third?", images: 3, context: profile.ContextOf(asked));

        var written = string.Concat(prompt.Parts.Select(part => part switch
        {
            PromptPart.Text text => text.Value,
            PromptPart.Image image => $"<{image.Index}>",
            _ => "",
        }));
        string[] order = profile.TakesConversations ? ["Be brief.", "First?", "Second.", "<2>", "<3>", "Third?"] : ["<0>", "<1>", "<2>", "<3>", "Third?"];
        var places = order.Select(part => written.IndexOf(part, StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(-1, places);

        // Some templates write a turn's images before its role, and Gemma's the system's words in the first turn.
        Assert.Equal(places.Order(), places);
        Assert.Equal(4, prompt.ImageCount);
    }

    [Fact]
    public void A_model_that_was_not_trained_on_them_gets_no_instructions_and_no_turns_and_says_so()
    {
        var free = Asked with { Options = new() { Form = AnswerForm.Free } };

        Assert.True(PromptProfiles.Tiny.ContextOf(Asked).IsEmpty);
        Assert.Equal(RequestParts.Instructions | RequestParts.Turns, PromptProfiles.Tiny.LeftOut(Asked));
        Assert.Equal(RequestParts.Instructions | RequestParts.Turns | RequestParts.Form, PromptProfiles.Tiny.LeftOut(free));
        Assert.Equal(RequestParts.None, PromptProfiles.Tiny.LeftOut(new() { Images = [], Question = "Q" }));
        Assert.Equal(RequestParts.None, PromptProfiles.ViCrop.LeftOut(free));
    }

    private static ImageDigest Digest(char digit) => ImageDigest.Parse(new string(digit, 64));
}
