using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;

namespace Judger.Inference.Tests;

/// <summary>The same request gives the same bits, whoever else is served.</summary>
public sealed class CompanyTests : IDisposable
{
    private readonly ExportedModel _model = new(
        new SyntheticGeometry { ImageSize = 96, Context = 512, Heads = 4, KeyValueHeads = 2, Type = WeightType.Float16 });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static GenerationRequest Question { get; } =
        ModelFixture.Ask("what is the red?", ModelFixture.Whole(1)) with { CaptureAttention = true, CaptureLogits = true, MaxNewTokens = 8 };

    private static GenerationRequest Refined { get; } =
        ModelFixture.Ask("what is the red?", ModelFixture.Whole(1), ModelFixture.Crop(1)) with
        {
            CaptureAttention = true,
            CaptureLogits = true,
            MaxNewTokens = 8,
        };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task In_a_batch_of_eight(int workers)
    {
        await using var engine = Start(new() { Workers = workers });
        var others = Enumerable.Range(0, 7)
            .Select(i => ModelFixture.Ask($"is the {i} blue?", i % 2 == 0 ? [ModelFixture.Whole(1)] : [ModelFixture.Whole(2), ModelFixture.Crop(i)]) with
            {
                MaxNewTokens = 40,
            });
        var company = others.Select(other => engine.GenerateAsync(other, Token)).ToList();
        var (question, refined) = (engine.GenerateAsync(Question, Token), engine.GenerateAsync(Refined, Token));
        AssertSame(await Alone(Question), await question);
        AssertSame(await Alone(Refined), await refined);
        await Task.WhenAll(company);
        Assert.True(engine.Status.DecodedSequences > engine.Status.DecodeSteps, "Nothing was decoded together.");
    }

    [Fact]
    public async Task After_rewinds_of_every_kind()
    {
        await using var engine = Start(new() { Lanes = 1 });
        GenerationRequest[] before =
        [
            ModelFixture.Ask("what is the", ModelFixture.Whole(1)),
            ModelFixture.Ask("what is the red?", ModelFixture.Whole(1), ModelFixture.Crop(2)),
            ModelFixture.Ask("", ModelFixture.Whole(1), ModelFixture.Crop(1)),
            ModelFixture.Ask("what is the red? yes or no?", ModelFixture.Whole(1)),
            Question with { MaxNewTokens = 3 },
        ];
        var (question, refined) = (await Alone(Question), await Alone(Refined));
        foreach (var request in before)
        {
            await engine.GenerateAsync(request, Token);
            var again = await engine.GenerateAsync(Question, Token);
            AssertSame(question, again);
            Assert.True(again.Work.TokensReused > 0);
            AssertSame(refined, await engine.GenerateAsync(Refined, Token));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 24)]
    public async Task After_an_eviction(long prefixCacheBytes)
    {
        await using var engine = Start(new() { Lanes = 1, PrefixCacheBytes = prefixCacheBytes });
        var question = await Alone(Question);
        AssertSame(question, await engine.GenerateAsync(Question, Token));
        for (var other = 2; other < 6; other++) await engine.GenerateAsync(ModelFixture.Ask("is it?", ModelFixture.Whole(other)), Token);
        var again = await engine.GenerateAsync(Question, Token);
        AssertSame(question, again);
        Assert.Equal(prefixCacheBytes > 0, again.Work.TokensReused > 1);
    }

    [Fact]
    public async Task With_another_question_about_the_same_image_in_flight()
    {
        var reached = new TaskCompletionSource();
        using var proceed = new ManualResetEventSlim();
        var options = new EngineOptions { Workers = 2, IntraOpThreads = 1 };
        var parts = ModelParts.Load(ModelFolder.Open(_model.Location), options);
        var isFirst = true;
        await using var engine = new InferenceEngine(
            parts with
            {
                Decoder = new HookedDecoder(parts.Decoder, step =>
                {
                    // The first decode step of the other question stays in the device until ours has copied the image's prefix from its lane.
                    if (step != 1 || !isFirst) return;
                    isFirst = false;
                    reached.SetResult();
                    proceed.Wait(Token);
                }),
            },
            options);
        var other = engine.GenerateAsync(ModelFixture.Ask("is the blue?", ModelFixture.Whole(1)) with { MaxNewTokens = 30 }, Token);
        await reached.Task;
        var mine = engine.GenerateAsync(Question with { MaxNewTokens = 0 }, Token);
        var prefilled = await mine;
        proceed.Set();
        await other;
        Assert.True(prefilled.Work.TokensReused > _model.Manifest.Vision.Patches);
        AssertSame(await Alone(Question with { MaxNewTokens = 0 }), prefilled);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(61)]
    public async Task In_chunks_of_any_size(int chunk)
    {
        await using var engine = Start(new() { PrefillChunk = chunk });
        AssertSame(await Alone(Question), await engine.GenerateAsync(Question, Token));
        AssertSame(await Alone(Refined), await engine.GenerateAsync(Refined, Token));
    }

    public void Dispose() => _model.Dispose();

    private InferenceEngine Start(EngineOptions options) => OnnxEngine.Load(_model.Location, options with { IntraOpThreads = 1 });

    private async Task<Generation> Alone(GenerationRequest request)
    {
        await using var engine = Start(new() { Workers = 1, Lanes = 1 });
        return await engine.GenerateAsync(request, Token);
    }

    private static void AssertSame(Generation expected, Generation actual)
    {
        Assert.Equal(expected.Logits.Count, actual.Logits.Count);
        for (var i = 0; i < expected.Logits.Count; i++) Assert.Equal(Bits(expected.Logits[i]), Bits(actual.Logits[i]));
        Assert.Equal(Bits(expected.AttentionRow!), Bits(actual.AttentionRow!));
        Assert.Equal(expected.Tokens, actual.Tokens);
    }

    private static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);
}
