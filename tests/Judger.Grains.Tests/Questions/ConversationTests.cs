using Judger.Client;
using Judger.Core.Prompts;
using Judger.Grains.Engines;
using Judger.Grains.Questions;
using Judger.Grains.Tests.Support;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Judger.Grains.Tests.Questions;

/// <summary>Questions within a conversation: what each stage's prompt has of it.</summary>
public sealed class ConversationTests
{
    private static readonly AskOptions Never = new() { Policy = JudgmentPolicy.Never };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("vicrop")]
    [InlineData("qwen2.5-vl")]
    [InlineData("gemma3")]
    [InlineData("tiny")]
    public async Task Instructions_and_turns_move_neither_where_the_model_looks_nor_what_it_judges(string profile)
    {
        var recorder = new PromptRecorder(profile);
        using var host = Start(recorder);
        var client = host.Services.GetRequiredService<IJudgerClient>();
        var image = await client.PutImageAsync(Image(1), Token);
        var bare = new AskRequest { Images = [image], Question = "What is it?", Options = new() { Policy = JudgmentPolicy.Always } };
        var rich = bare with
        {
            Instructions = string.Concat(Enumerable.Repeat("Be brief. ", 500)),
            Turns = [new(TurnRole.User, "Is it a sign?"), new(TurnRole.Assistant, "It is.")],
        };

        var plain = await client.AskAsync(bare, cancellationToken: Token);
        var before = recorder.Prompts;
        var asked = await client.AskAsync(rich, cancellationToken: Token);

        var attention = PromptProfiles.ByName[profile].Attention.Fill("What is it?");
        Assert.Contains(recorder.Requests, request => request.CaptureAttention && request.Prompt.Parts.SequenceEqual(attention.Parts));
        Assert.All(
            recorder.Requests.Where(request => request.CaptureAttention || request.Candidates.Count > 0),
            request => Assert.All(
                request.Prompt.Parts.OfType<PromptPart.Text>(), part => Assert.DoesNotContain("Be brief.", part.Value, StringComparison.Ordinal)));
        Assert.Equal(plain.Region!.Box, asked.Region!.Box);
        Assert.Equal(plain.Region.Map, asked.Region.Map);
        var answers = recorder.Prompts.Skip(before.Count).Where(prompt => prompt.Contains("Be brief.", StringComparison.Ordinal)).ToList();
        Assert.Equal(profile == "tiny" ? 0 : 2, answers.Count);
        Assert.Equal(profile == "tiny" ? RequestParts.Instructions | RequestParts.Turns : RequestParts.None, asked.Refined!.LeftOut);
        Assert.Equal(RequestParts.None, plain.Refined!.LeftOut);
    }

    [Fact]
    public async Task A_follow_up_about_an_earlier_image_has_its_turns_in_order_and_the_crop_in_the_last()
    {
        var recorder = new PromptRecorder("vicrop");
        using var host = Start(recorder);
        var client = host.Services.GetRequiredService<IJudgerClient>();
        var images = new[] { await client.PutImageAsync(Image(2), Token), await client.PutImageAsync(Image(3), Token) };

        var record = await client.AskAsync(
            new()
            {
                Images = images,
                Attended = 1,
                Question = "And there?",
                Instructions = "Be brief.",
                Turns =
                [
                    new(TurnRole.User, "What is here?", Images: 1), new(TurnRole.Assistant, "A sign."), new(TurnRole.User, "Look.", Images: 1),
                    new(TurnRole.Assistant, "I do."),
                ],
                Options = Never with { Form = AnswerForm.Free },
            },
            cancellationToken: Token);

        const string Before = "Be brief.<0>\nUSER: What is here?\nASSISTANT: A sign.<1>\nUSER: Look.\nASSISTANT: I do.";
        Assert.Equal(Before + "\nUSER: And there?\nASSISTANT:", recorder.Prompts[0]);
        Assert.Contains(Before + "<2>\nUSER: And there?\nASSISTANT:", recorder.Prompts);
        Assert.Equal(images, record.Request.Images);
        Assert.Equal([images[0], images[1], images[1]], recorder.Requests.Last().Images.Select(image => ImageDigest.Parse(image.Digest)));
        Assert.Equal(QuestionLimits.MaxAnswerTokens, recorder.Requests.First().MaxNewTokens);
    }

    [Theory]
    [InlineData(JudgmentPolicy.Never)]
    [InlineData(JudgmentPolicy.Always)]
    public async Task A_conversation_without_an_image_is_answered_without_a_look(JudgmentPolicy policy)
    {
        var recorder = new PromptRecorder("qwen3-vl");
        using var host = Start(recorder);
        var client = host.Services.GetRequiredService<IJudgerClient>();

        var record = await client.AskAsync(
            new() { Images = [], Question = "Are you there?", Options = Never with { Policy = policy, Look = LookPolicy.Always } }, cancellationToken: Token);

        Assert.Equal(("yes", QuestionStage.Baseline), (record.Answer, record.AnsweredBy));
        Assert.Equal(
            [(QuestionStage.Locate, "no image"), (QuestionStage.Refine, "no image")],
            record.Stages.Skip(1).Take(2).Select(entry => (entry.Stage, ((StageSkipped)entry.Outcome).Reason)));
        Assert.All(recorder.Requests, request => Assert.Equal((0, false), (request.Images.Count, request.CaptureAttention)));
    }

    [Fact]
    public void What_a_conversation_cannot_be_is_refused_with_all_its_reasons()
    {
        var good = new AskRequest { Images = [ImageDigest.Of([1])], Question = "Q" };
        (AskRequest Request, string Part)[] cases =
        [
            (good with { Instructions = new string('a', QuestionLimits.MaxConversationLength + 1) }, "262145 characters; give at most 262144"),
            (good with { Turns = [.. Enumerable.Repeat(new ConversationTurn(TurnRole.User, "a"), 257)] }, "257 earlier turns; give at most 256"),
            (good with { Turns = [new(TurnRole.User, "a", Images: 2)] }, "show 2 images of 1"),
            (good with { Turns = [new(TurnRole.Assistant, "a", Images: 1)] }, "only a user's turn shows any"),
            (good with { Turns = [new(TurnRole.User, "a", Images: -1)] }, "only a user's turn shows any"),
            (good with { Turns = [new((TurnRole)7, "a")] }, "neither user's nor assistant's"),
            (good with { Turns = [new(TurnRole.User, " ")] }, "neither text nor images"),
            (good with { Turns = [null!] }, "a turn without a text"),
            (good with { Turns = [new(TurnRole.User, null!)] }, "a turn without a text"),
            (good with { Images = [], Options = new() { Crop = new(0, 0, 2, 2) } }, "a crop and no image"),
            (good with { Images = [], Attended = 1 }, "number 1, counted from 0, of 0"),
            (good with { Options = new() { Form = (AnswerForm)9 } }, "Form"),
        ];

        Assert.Empty(QuestionValidator.Errors(good with { Turns = [new(TurnRole.User, "", Images: 1), new(TurnRole.Assistant, "")] }));
        Assert.All(cases, row => Assert.Contains(row.Part, string.Join(' ', QuestionValidator.Errors(row.Request)), StringComparison.Ordinal));
    }

    private static IHost Start(PromptRecorder recorder)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IEngineFactory>(recorder);
        builder.UseLocalSilo([new() { ModelFolder = "models/recorded" }]);
        builder.Services.AddJudgerClient();
        var host = builder.Build();
        host.Start();
        return host;
    }

    private static byte[] Image(byte number)
    {
        var image = new RgbImage(JudgerSilo.ImageSide, JudgerSilo.ImageSide);
        image.Pixels[0] = number;
        return ImageEncoder.EncodePng(image);
    }
}
