using Judger.Core.Prompts;
using Judger.Testing;

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
        Assert.Equal(new WorkCount(0, generalTokens, prefix, 0), (await engine.GenerateAsync(general, Token)).Work);
        var second = (await engine.GenerateAsync(refined, Token)).Work;
        Assert.Equal(new WorkCount(1, Patches + refinedTokens, prefix, second.TokensGenerated), second);
        var judged = (await engine.GenerateAsync(refined with { Prompt = PromptProfiles.Tiny.SelfJudgment.Fill("what is red?", "yes") }, Token)).Work;
        Assert.Equal((0, prefix + Patches), (judged.ImagesEncoded, judged.TokensReused));
    }

    [Fact]
    public async Task A_second_question_about_an_image_prefills_its_words_only()
    {
        await using var engine = fixture.Start();
        await engine.GenerateAsync(ModelFixture.Ask("what is red?", ModelFixture.Whole(1)), Token);
        var again = ModelFixture.Ask("is the blue yes?", ModelFixture.Whole(1));
        var work = (await engine.GenerateAsync(again, Token)).Work;
        Assert.Equal((0, SuffixOf(again, 1), 1 + Patches), (work.ImagesEncoded, work.TokensPrefilled, work.TokensReused));
    }

    [Fact]
    public async Task An_image_in_the_vision_cache_is_not_encoded_again_and_the_oldest_leaves_it()
    {
        await using var engine = fixture.Start(new EngineOptions { VisionCacheImages = 2 });
        var encoded = new List<int>();
        foreach (var seed in new[] { 1, 2, 1, 3, 2 })
            encoded.Add((await engine.GenerateAsync(ModelFixture.Ask("is it?", ModelFixture.Whole(seed)), Token)).Work.ImagesEncoded);
        Assert.Equal([1, 1, 0, 1, 1], encoded);
    }

    [Fact]
    public async Task Another_region_of_the_same_image_is_another_image()
    {
        await using var engine = fixture.Start();
        await engine.GenerateAsync(ModelFixture.Ask("is it?", ModelFixture.Whole(1)), Token);
        Assert.Equal(1, (await engine.GenerateAsync(ModelFixture.Ask("is it?", ModelFixture.Crop(1)), Token)).Work.ImagesEncoded);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_rewind_gives_bitwise_the_logits_and_the_row_of_a_fresh_prefill(int threads)
    {
        using var model = new ExportedModel(new TestGeometry { ImageSize = 96, Context = 512 }, threads);
        var preparer = new RequestPreparer(model.Manifest, model.Parts.Tokenizer);
        var (image, crop) = (ModelFixture.Whole(1), ModelFixture.Crop(1));
        GenerationRequest[] requests =
        [
            ModelFixture.Ask("what is the red?", image),
            ModelFixture.Ask("what is the", image),
            ModelFixture.Ask("what is the red?", image, crop),
            ModelFixture.Ask("", image, crop),
            ModelFixture.Ask("what is the red?", crop),
            ModelFixture.Ask("what is the red?", image),
        ];

        // Runners of their own, never disposed: they share the model's buffers and each begins with an empty lane.
        var shared = new GenerationRunner(model.Parts, 8);
        var rewound = requests.Select(request => Run(shared, request)).ToArray();
        for (var i = 0; i < requests.Length; i++)
        {
            var fresh = Run(new GenerationRunner(model.Parts, 8), requests[i]);
            Assert.Equal(fresh.Logits, rewound[i].Logits);
            Assert.Equal(fresh.Row, rewound[i].Row);
            Assert.Equal(fresh.Tokens, rewound[i].Tokens);
        }

        (float[] Logits, float[] Row, IReadOnlyList<GeneratedToken> Tokens) Run(GenerationRunner runner, GenerationRequest request)
        {
            runner.Run(preparer.Prepare(request with { MaxNewTokens = 0 }), TimeSpan.Zero, Token);
            var (logits, row) = (model.Decoder.Logits.ToArray(), model.Decoder.AttentionRow.ToArray());
            return (logits, row, runner.Run(preparer.Prepare(request), TimeSpan.Zero, Token).Tokens);
        }
    }

    private int SuffixOf(GenerationRequest request, int images) =>
        new RequestPreparer(fixture.Manifest, fixture.Model.Parts.Tokenizer).Prepare(request).Sequence.Length - 1 - (images * Patches);
}
