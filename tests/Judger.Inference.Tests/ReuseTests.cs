using Judger.Core.Prompts;
using Judger.Inference.Contract;
using Judger.Inference.Decoding;
using Judger.Inference.Engine;

namespace Judger.Inference.Tests;

public sealed class ReuseTests(ModelFixture fixture) : IClassFixture<ModelFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int Patches => fixture.Manifest.Vision.Patches;

    [Fact]
    public async Task The_passes_of_a_question_prefill_the_image_once_and_encode_each_image_once()
    {
        await using var engine = fixture.Start();
        var (image, crop) = (ModelFixture.Whole(1), ModelFixture.Crop(1));
        var question = ModelFixture.Ask("what is red?", image) with { CaptureAttention = true };
        var general = ModelFixture.Ask(PromptProfile.GeneralQuestion, image) with { CaptureAttention = true, MaxNewTokens = 0 };
        var refined = ModelFixture.Ask("what is red?", image, crop);
        int prefix = 1 + Patches, questionTokens = SuffixOf(question, 1), generalTokens = SuffixOf(general, 1), refinedTokens = SuffixOf(refined, 2);

        var first = (await engine.GenerateAsync(question, Token)).Work;
        Assert.Equal(new WorkCount(1, prefix + questionTokens, 0, first.TokensGenerated), first);
        var words = Shared(question, general);
        Assert.Equal(new WorkCount(0, generalTokens - words, prefix + words, 0), (await engine.GenerateAsync(general, Token)).Work);
        var second = (await engine.GenerateAsync(refined, Token)).Work;
        Assert.Equal(new WorkCount(1, Patches + refinedTokens, prefix, second.TokensGenerated), second);
        var judgment = refined with { Prompt = PromptProfiles.Tiny.SelfJudgment.Fill("what is red?", "yes") };
        var judged = (await engine.GenerateAsync(judgment, Token)).Work;
        Assert.Equal((0, prefix + Patches + Shared(refined, judgment)), (judged.ImagesEncoded, judged.TokensReused));
    }

    [Fact]
    public async Task A_second_question_about_an_image_prefills_its_words_only()
    {
        await using var engine = fixture.Start();
        var first = ModelFixture.Ask("what is red?", ModelFixture.Whole(1));
        await engine.GenerateAsync(first, Token);
        var again = ModelFixture.Ask("is the blue yes?", ModelFixture.Whole(1));
        var (words, work) = (Shared(first, again), (await engine.GenerateAsync(again, Token)).Work);
        Assert.Equal((0, SuffixOf(again, 1) - words, 1 + Patches + words), (work.ImagesEncoded, work.TokensPrefilled, work.TokensReused));
        Assert.True(words > 0, "Both begin with the profile's own words.");
    }

    [Fact]
    public async Task An_image_in_the_vision_cache_is_not_encoded_again_and_the_oldest_leaves_it()
    {
        var image = (long)Patches * fixture.Manifest.Decoder.Hidden * sizeof(float);
        await using var engine = fixture.Start(ModelFixture.Options with { Lanes = 1, PrefixCacheBytes = 0, VisionCacheBytes = 2 * image });
        var encoded = new List<int>();
        foreach (var seed in new[] { 1, 2, 1, 3, 2 })
        {
            encoded.Add((await engine.GenerateAsync(ModelFixture.Ask("is it?", ModelFixture.Whole(seed)), Token)).Work.ImagesEncoded);
            Assert.InRange(engine.Status.VisionCacheBytes, 1, 2 * image);
        }

        Assert.Equal([1, 1, 0, 1, 1], encoded);
        Assert.Equal((4, 1, 1), (engine.Status.Work.ImagesEncoded, engine.Status.ImagesCached, engine.Status.Lanes));
    }

    [Fact]
    public async Task What_a_request_took_is_time_that_the_device_was_busy_and_the_first_token_comes_before_the_last()
    {
        await using var engine = fixture.Start(ModelFixture.Options with { Workers = 1 });
        var idle = engine.Status.BusyTime;

        var written = await engine.GenerateAsync(ModelFixture.Ask("what is red?", ModelFixture.Whole(1)), Token);
        var silent = await engine.GenerateAsync(ModelFixture.Ask("what is red?", ModelFixture.Whole(1)) with { MaxNewTokens = 0 }, Token);

        Assert.Equal(TimeSpan.Zero, idle);
        var times = written.Times;
        Assert.InRange(times.FirstToken!.Value, times.Encode + times.Prefill, times.Total);
        Assert.Null(silent.Times.FirstToken);
        Assert.Equal(TimeSpan.Zero, silent.Times.Decode);
        Assert.InRange(engine.Status.BusyTime, times.Encode + times.Prefill, times.Total + silent.Times.Total);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Text_behind_an_image_outlasts_its_lane_where_a_conversation_is_likely_to_go_on(bool keeps)
    {
        await using var engine = fixture.Start(ModelFixture.Options with { Lanes = 1 });
        var first = ModelFixture.Ask("what is red?", ModelFixture.Whole(1)) with { KeepsPrompt = keeps };
        await engine.GenerateAsync(first, Token);
        for (var other = 2; other < 4; other++) await engine.GenerateAsync(ModelFixture.Ask("is it?", ModelFixture.Whole(other)), Token);
        var turn = PromptProfiles.ViCrop.For(AnswerForm.Free).Baseline.Fill(
            "is it?",
            context: new("",
            [
                new(PromptRole.User, [new PromptPart.Image(0), new PromptPart.Text("what is red?")]), PromptTurn.Of(PromptRole.Assistant, "yes"),
            ]));

        var next = (await engine.GenerateAsync(first with { Prompt = turn }, Token)).Work;
        await using var fresh = fixture.Start(ModelFixture.Options with { Lanes = 1 });
        var alone = await fresh.GenerateAsync(first with { Prompt = turn }, Token);

        Assert.Equal(1 + Patches + (keeps ? Shared(first, first with { Prompt = turn }) : 0), next.TokensReused);
        Assert.True(Shared(first, first with { Prompt = turn }) > 5, "The next turn begins with the one before.");
        Assert.Equal(alone.Tokens, (await engine.GenerateAsync(first with { Prompt = turn }, Token)).Tokens);
    }

    [Fact]
    public async Task A_prefix_that_no_lane_holds_any_more_comes_back_from_the_prefix_cache()
    {
        await using var engine = fixture.Start(ModelFixture.Options with { Lanes = 1 });
        var first = await engine.GenerateAsync(ModelFixture.Ask("is it?", ModelFixture.Whole(1)), Token);
        for (var other = 2; other < 5; other++) await engine.GenerateAsync(ModelFixture.Ask("is it?", ModelFixture.Whole(other)), Token);
        var again = await engine.GenerateAsync(ModelFixture.Ask("is it?", ModelFixture.Whole(1)), Token);
        Assert.Equal((0, 1 + Patches), (again.Work.ImagesEncoded, again.Work.TokensReused));
        Assert.Equal(first.Tokens, again.Tokens);
    }

    [Fact]
    public async Task Another_region_of_the_same_image_is_another_image()
    {
        await using var engine = fixture.Start();
        await engine.GenerateAsync(ModelFixture.Ask("is it?", ModelFixture.Whole(1)), Token);
        Assert.Equal(1, (await engine.GenerateAsync(ModelFixture.Ask("is it?", ModelFixture.Crop(1)), Token)).Work.ImagesEncoded);
    }

    private int SuffixOf(GenerationRequest request, int images) => Prompt(request).Length - 1 - (images * Patches);

    /// <summary>Tokens with which the texts behind the images of two requests begin alike.</summary>
    private int Shared(GenerationRequest a, GenerationRequest b) => Prompt(a).Runs[^1].Shared(Prompt(b).Runs[^1]);

    private PromptSequence Prompt(GenerationRequest request) =>
        new RequestPreparer(fixture.Manifest, fixture.Model.Parts.Tokenizer, fixture.Manifest.Decoder.Context).Prepare(request).Sequence;
}
