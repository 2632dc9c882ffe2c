using Judger.Inference.Decoding;
using Judger.Inference.Engine;
using Judger.Inference.Errors;
using Judger.Inference.Simulation;

namespace Judger.Inference.Tests.Scheduling;

public sealed class SingleFlightTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_hundred_questions_at_once_about_one_new_image_encode_it_once_and_prefill_it_once(int workers)
    {
        await using var engine = SimulatedDevice.Start(Simulation.Model, new() { Workers = workers });
        var requests = Enumerable.Range(0, 100).Select(i => Simulation.Ask($"{(char)('A' + (i % 50))}: question {i}", Simulation.Image(1))).ToArray();
        var generations = await Task.WhenAll(requests.Select(request => Task.Run(() => engine.GenerateAsync(request, Token))));

        var work = generations.Aggregate(default(WorkCount), (sum, generation) => sum + generation.Work);
        Assert.Equal(1, work.ImagesEncoded);
        var prompts = requests.Sum(Simulation.LengthOf);
        Assert.Equal(prompts, work.TokensPrefilled + work.TokensReused);
        Assert.InRange(work.TokensReused, 99 * (1 + Simulation.Patches), prompts);
        Assert.Equal(await Simulation.AnswerAlone(requests, Token), generations.Select(Simulation.Describe));
    }

    [Fact]
    public async Task Who_waits_for_an_image_that_is_given_up_computes_it_itself()
    {
        using var source = new CancellationTokenSource();
        var parts = SimulatedDevice.CreateParts(Simulation.Model, new());
        var encodes = 0;
        await using var engine = new InferenceEngine(
            parts with
            {
                Encoder = new HookedEncoder(parts.Encoder, () =>
                {
                    if (Interlocked.Increment(ref encodes) == 1) source.Cancel();
                }),
                Decoder = new HookedDecoder(parts.Decoder, _ => { }),
            },
            new() { Workers = 2, VisionCacheBytes = 0 });
        var first = engine.GenerateAsync(Simulation.Ask("first", Simulation.Image(1)), source.Token);
        var second = engine.GenerateAsync(Simulation.Ask("second", Simulation.Image(1)), Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(Assert.Single(await Simulation.AnswerAlone([Simulation.Ask("second", Simulation.Image(1))], Token)), Simulation.Describe(await second));
        Assert.Equal(2, encodes);
    }

    [Fact]
    public async Task An_image_that_cannot_be_encoded_fails_its_own_question_and_the_next_one_tries_again()
    {
        var parts = SimulatedDevice.CreateParts(Simulation.Model, new());
        var encodes = 0;
        await using var engine = new InferenceEngine(
            parts with
            {
                Encoder = new HookedEncoder(parts.Encoder, () =>
                {
                    if (encodes++ == 0) throw new InvalidOperationException("no pixels");
                }),
            },
            new() { Workers = 1 });
        var questions = new[] { "a", "b" }.Select(text => engine.GenerateAsync(Simulation.Ask(text, Simulation.Image(1)), Token)).ToArray();
        var error = await Assert.ThrowsAsync<DeviceFailedException>(() => questions[0]);
        Assert.Contains("no pixels", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await questions[1]).Work.ImagesEncoded);
    }

    [Theory]
    [InlineData(1, 256)]
    [InlineData(4, 256)]
    [InlineData(4, 8)]
    public async Task Four_answers_to_one_prompt_prefill_it_once(int workers, int chunk)
    {
        var request = Simulation.Ask("the same question for all of them", Simulation.Image(1));
        await using var engine = SimulatedDevice.Start(Simulation.Model, new() { Workers = workers, PrefillChunk = chunk });

        var generations = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => engine.GenerateAsync(request, Token))));

        // The last two positions of each are its own.
        var work = generations.Aggregate(default(WorkCount), (sum, generation) => sum + generation.Work);
        Assert.Equal(Simulation.LengthOf(request) + (3 * 2), work.TokensPrefilled);
        var alone = Assert.Single(await Simulation.AnswerAlone([request], Token));
        Assert.All(generations, generation => Assert.Equal(alone, Simulation.Describe(generation)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_waits_for_a_prompt_whose_prefill_is_given_up_or_fails_computes_it_itself(bool fails)
    {
        // The first prefill has the image, which is computed; the second, behind it, ends.
        using var source = new CancellationTokenSource();
        var parts = SimulatedDevice.CreateParts(Simulation.Model, new() { PrefillChunk = 24 });
        var prefills = 0;
        await using var engine = new InferenceEngine(
            parts with
            {
                Decoder = new HookedPrefill(parts.Decoder, () =>
                {
                    if (Interlocked.Increment(ref prefills) != 2) return;
                    if (fails) throw new InvalidOperationException("no memory");
                    source.Cancel();
                }),
            },
            new() { Workers = 1, PrefillChunk = 24 });
        var request = Simulation.Ask("one question that several ask at the same time", Simulation.Image(1));

        var first = engine.GenerateAsync(request, source.Token);
        var others = Enumerable.Range(0, 3).Select(_ => engine.GenerateAsync(request, Token)).ToArray();

        if (fails) await Assert.ThrowsAsync<DeviceFailedException>(() => first);
        else await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var alone = Assert.Single(await Simulation.AnswerAlone([request], Token));
        Assert.All(await Task.WhenAll(others), generation => Assert.Equal(alone, Simulation.Describe(generation)));
    }

    [Fact]
    public async Task A_question_that_begins_like_one_that_is_being_computed_does_not_wait_for_it()
    {
        // While the prefill of the first hangs, another worker answers the second.
        using var answered = new ManualResetEventSlim();
        var parts = SimulatedDevice.CreateParts(Simulation.Model, new());
        var prefills = 0;
        await using var engine = new InferenceEngine(
            parts with
            {
                Decoder = new HookedPrefill(parts.Decoder, () =>
                {
                    if (Interlocked.Increment(ref prefills) == 2) answered.Wait(Token);
                }),
            },
            new() { Workers = 2 });
        await engine.GenerateAsync(Simulation.Ask("before", Simulation.Image(1)), Token);
        var hanging = engine.GenerateAsync(Simulation.Ask("what is on the left", Simulation.Image(1)), Token);
        while (Volatile.Read(ref prefills) < 2) await Task.Yield();

        var other = Simulation.Ask("what is on the right", Simulation.Image(1));
        var generation = await engine.GenerateAsync(other, Token);
        answered.Set();

        await hanging;
        Assert.Equal(Assert.Single(await Simulation.AnswerAlone([other], Token)), Simulation.Describe(generation));
    }

    private sealed class HookedPrefill(IDecoder inner, Action before) : HookedDecoder(inner, _ => { })
    {
        public override void Prefill(int lane, int past, int count)
        {
            before();
            base.Prefill(lane, past, count);
        }
    }
}
