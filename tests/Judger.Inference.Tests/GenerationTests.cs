using Judger.Core.Prompts;
using Judger.Export.Synthetic;
using Judger.Inference.Contract;

namespace Judger.Inference.Tests;

public sealed class GenerationTests(ModelFixture fixture) : IClassFixture<ModelFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_log_probabilities_and_row_are_those_of_the_reference()
    {
        await using var engine = fixture.Start();
        foreach (var images in new[] { new[] { ModelFixture.Whole(1) }, [ModelFixture.Whole(1), ModelFixture.Crop(2)] })
        {
            var request = ModelFixture.Ask("what is the red?", images) with { CaptureAttention = true, Candidates = ["yes", "no"] };
            var generation = await engine.GenerateAsync(request, Token);
            var sequence = Embed(request);
            var (logits, row) = fixture.Model.Reference.Run(sequence, fixture.Manifest.AttentionLayer);

            Assert.Equal(fixture.Manifest.Vision.Patches, generation.AttentionRow!.Length);
            for (var i = 0; i < generation.AttentionRow.Length; i++) Assert.Equal(row[1 + i], generation.AttentionRow[i], 1e-5);
            Assert.Equal(LogSoftmax(logits, "\u2581yes"), generation.CandidateLogProbabilities[0], 1e-3);
            Assert.Equal(LogSoftmax(logits, "\u2581no"), generation.CandidateLogProbabilities[1], 1e-3);
            foreach (var token in generation.Tokens)
            {
                (logits, _) = fixture.Model.Reference.Run(sequence, 0);
                Assert.Equal(Array.IndexOf(logits, logits.Max()), token.Id);
                Assert.Equal(LogSoftmax(logits, token.Id), token.LogProbability, 1e-3);
                sequence.Add(fixture.Model.Reference.Embed(token.Id));
            }
        }
    }

    [Fact]
    public async Task The_row_is_that_of_the_image_that_is_looked_at()
    {
        await using var engine = fixture.Start();
        var asked = ModelFixture.Ask("what is the red?", ModelFixture.Whole(1), ModelFixture.Whole(2));
        var request = asked with { CaptureAttention = true, AttendedImage = 1, MaxNewTokens = 0 };
        var row = (await engine.GenerateAsync(request, Token)).AttentionRow!;
        var (_, reference) = fixture.Model.Reference.Run(Embed(request), fixture.Manifest.AttentionLayer);

        var patches = fixture.Manifest.Vision.Patches;
        Assert.Equal(patches, row.Length);
        for (var i = 0; i < patches; i++) Assert.Equal(reference[1 + patches + i], row[i], 1e-5);
        await Assert.ThrowsAsync<ArgumentException>(() => engine.GenerateAsync(request with { AttendedImage = 2 }, Token));
    }

    [Fact]
    public async Task Image_places_show_the_images_of_their_index_in_any_order_and_twice()
    {
        await using var engine = fixture.Start();
        ImageInput[] images = [ModelFixture.Whole(1), ModelFixture.Whole(2)];
        PromptPart.Image first = new(0), second = new(1);
        var text = new PromptPart.Text("what is red?");
        var swapped = await AnswerAsync([second, first, text], images);
        var twice = await AnswerAsync([first, first, text], images[..1]);

        Assert.Equal(await AnswerAsync([first, second, text], [images[1], images[0]]), swapped);
        Assert.Equal(await AnswerAsync([first, second, text], [images[0], images[0]]), twice);
        Assert.NotEqual(swapped, twice);

        async Task<string> AnswerAsync(PromptPart[] parts, ImageInput[] shown) =>
            Describe(await engine.GenerateAsync(new() { Prompt = new(parts), Images = shown, MaxNewTokens = 4 }, Token));
    }

    [Fact]
    public async Task A_prefill_alone_generates_nothing_and_still_gives_row_and_candidates()
    {
        await using var engine = fixture.Start();
        var request = ModelFixture.Ask("is it?", ModelFixture.Whole(1)) with { MaxNewTokens = 0, CaptureAttention = true, Candidates = ["yes"] };
        var generation = await engine.GenerateAsync(request, Token);
        Assert.Empty(generation.Tokens);
        Assert.Equal("", generation.Text);
        Assert.Equal(StopReason.MaxTokens, generation.Stop);
        Assert.InRange(generation.AttentionRow!.Sum(), 0.01f, 1f);
        Assert.InRange(Assert.Single(generation.CandidateLogProbabilities), -50, 0);
    }

    [Fact]
    public async Task Logits_are_those_from_which_each_token_was_chosen_and_the_prompts_alone_where_none_was()
    {
        await using var engine = fixture.Start();
        var request = ModelFixture.Ask("is it?", ModelFixture.Whole(1)) with { CaptureLogits = true, MaxNewTokens = 3 };
        var generation = await engine.GenerateAsync(request, Token);
        Assert.Equal(generation.Tokens.Select(token => token.Id), generation.Logits.Select(logits => Array.IndexOf(logits, logits.Max())));
        Assert.All(generation.Logits, logits => Assert.Equal(fixture.Manifest.Decoder.Vocabulary, logits.Length));

        var prefill = await engine.GenerateAsync(request with { MaxNewTokens = 0 }, Token);
        Assert.Equal(generation.Logits[0], Assert.Single(prefill.Logits));
        Assert.Empty((await engine.GenerateAsync(request with { CaptureLogits = false }, Token)).Logits);
    }

    [Fact]
    public async Task Generation_stops_at_its_limit_and_counts_its_tokens()
    {
        await using var engine = fixture.Start();
        var generation = await engine.GenerateAsync(ModelFixture.Ask("is it?", ModelFixture.Whole(1)) with { MaxNewTokens = 3 }, Token);
        Assert.Equal((3, 3, StopReason.MaxTokens), (generation.Tokens.Count, generation.Work.TokensGenerated, generation.Stop));
    }

    [Fact]
    public async Task The_end_of_sequence_ends_an_answer_and_is_not_part_of_it()
    {
        await using var engine = fixture.Start(parts => parts with { Decoder = new ScriptedDecoder(parts.Decoder, [7, 65 + 3, 2]) });
        var generation = await engine.GenerateAsync(ModelFixture.Ask("is it?", ModelFixture.Whole(1)), Token);
        Assert.Equal([7, 65 + 3], generation.Tokens.Select(token => token.Id));
        Assert.Equal(StopReason.EndOfSequence, generation.Stop);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(11)]
    public async Task Any_of_several_ends_of_sequence_ends_an_answer(int end)
    {
        await using var engine = fixture.Start(parts => parts with
        {
            Decoder = new ScriptedDecoder(parts.Decoder, [7, 65 + 3, end]),
            Manifest = parts.Manifest with { Tokens = parts.Manifest.Tokens with { OtherEndsOfSequence = [9, 11] } },
        });
        var generation = await engine.GenerateAsync(ModelFixture.Ask("is it?", ModelFixture.Whole(1)), Token);
        Assert.Equal([7, 65 + 3], generation.Tokens.Select(token => token.Id));
        Assert.Equal(StopReason.EndOfSequence, generation.Stop);
    }

    [Fact]
    public async Task Text_without_an_image_is_answered_too()
    {
        await using var engine = fixture.Start();
        var generation = await engine.GenerateAsync(new() { Prompt = new([new PromptPart.Text("what is red?")]), Images = [], MaxNewTokens = 2 }, Token);
        Assert.Equal(2, generation.Tokens.Count);
        Assert.Null(generation.AttentionRow);
    }

    [Fact]
    public async Task A_hundred_requests_at_once_are_answered_as_one_after_the_other()
    {
        var requests = Enumerable.Range(0, 100).Select(i =>
        {
            ImageInput[] images = i % 3 == 0 ? [ModelFixture.Whole(i % 5), ModelFixture.Crop(i % 5)] : [ModelFixture.Whole(i % 5)];
            return ModelFixture.Ask($"what is {i % 7}?", images);
        }).ToArray();
        await using var engine = fixture.Start();
        var sequential = new List<string>();
        foreach (var request in requests) sequential.Add(Describe(await engine.GenerateAsync(request, Token)));
        await using var busy = fixture.Start();
        var together = await Task.WhenAll(requests.Reverse().Select(request => Task.Run(() => busy.GenerateAsync(request, Token))));
        Assert.Equal(sequential, together.Reverse().Select(Describe));
    }

    [Fact]
    public void A_decode_step_allocates_nothing()
    {
        var decoder = fixture.Model.Decoder;
        for (var i = 0; i < 10; i++) Step(i);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 10; i < 60; i++) Step(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step(int past)
        {
            for (var lane = 0; lane < 4; lane++) decoder.StepInput(lane, past);
            decoder.Step(0, 4);
        }
    }

    private static string Describe(Generation generation) =>
        string.Join(' ', generation.Tokens.Select(token => $"{token.Id}:{BitConverter.DoubleToInt64Bits(token.LogProbability):x}"));

    private static double LogSoftmax(double[] logits, string piece) => LogSoftmax(logits, SyntheticTokenizer.IdOf(piece));

    private static double LogSoftmax(double[] logits, int token) => logits[token] - Math.Log(logits.Sum(Math.Exp));

    private List<double[]> Embed(GenerationRequest request)
    {
        var (reference, pixels) = (fixture.Model.Reference, new float[fixture.Manifest.Image.TensorLength]);
        var sequence = new List<double[]> { reference.Embed(1) };
        var images = new Queue<ImageInput>(request.Images);
        foreach (var part in request.Prompt.Parts)
        {
            if (part is PromptPart.Text text)
            {
                sequence.AddRange(fixture.Model.Parts.Tokenizer.Encode(text.Value).Select(reference.Embed));
                continue;
            }

            var image = images.Dequeue();
            fixture.Manifest.Image.WriteTensor(image.Pixels, image.Region, pixels);
            sequence.AddRange(reference.Encode(pixels));
        }

        return sequence;
    }
}
