using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Errors;
using Judger.Inference.Simulation;

namespace Judger.Inference.Tests;

public sealed class StreamingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static SimulatedModel Model { get; } = Judger.Inference.Tests.Scheduling.Simulation.Model with { AnswerTokens = 12 };

    private static GenerationRequest Request { get; } =
        Judger.Inference.Tests.Scheduling.Simulation.Ask("what is it?", Judger.Inference.Tests.Scheduling.Simulation.Image(1)) with { MaxNewTokens = 30 };

    [Fact]
    public async Task The_texts_of_a_stream_are_the_answer_and_its_last_step_carries_the_result()
    {
        await using var engine = SimulatedDevice.Start(Model, new());
        var whole = await engine.GenerateAsync(Request, Token);

        // Each token but the first waits until the text of the one before has been read.
        using var read = new SemaphoreSlim(0);
        var parts = SimulatedDevice.CreateParts(Model, new());
        await using var stepped = new InferenceEngine(
            parts with
            {
                Decoder = new HookedDecoder(parts.Decoder, step =>
                {
                    if (step > 0) read.Wait(Token);
                }),
            },
            new());
        var steps = new List<TextDelta>();
        await foreach (var step in stepped.StreamAsync(Request, Token))
        {
            steps.Add(step);
            read.Release();
        }

        Assert.Equal(12, whole.Text.Length);
        Assert.Equal(whole.Text, string.Concat(steps.Select(step => step.Text)));
        Assert.Equal(13, steps.Count);
        Assert.All(steps.SkipLast(1), step => Assert.Null(step.Generation));
        Assert.Equal((whole.Text, StopReason.EndOfSequence), (steps[^1].Generation!.Text, steps[^1].Generation!.Stop));
    }

    [Fact]
    public async Task A_stop_text_ends_the_answer_before_it()
    {
        await using var engine = SimulatedDevice.Start(Model, new());
        var whole = (await engine.GenerateAsync(Request, Token)).Text;
        var stop = whole[5..8];
        var expected = whole[..whole.IndexOf(stop, StringComparison.Ordinal)];
        var stopped = await engine.GenerateAsync(Request with { StopTexts = [stop] }, Token);
        Assert.Equal((expected, StopReason.Stop), (stopped.Text, stopped.Stop));
        var steps = await engine.StreamAsync(Request with { StopTexts = [stop] }, Token).ToListAsync(Token);
        Assert.Equal(expected, string.Concat(steps.Select(step => step.Text)));
    }

    [Fact]
    public async Task A_stop_token_ends_the_answer_and_is_not_part_of_it()
    {
        await using var engine = SimulatedDevice.Start(Model, new());
        var whole = await engine.GenerateAsync(Request, Token);
        var stop = whole.Tokens[4].Id;
        var stopped = await engine.GenerateAsync(Request with { StopTokens = [stop] }, Token);
        Assert.Equal(whole.Tokens.TakeWhile(token => token.Id != stop), stopped.Tokens);
        Assert.Equal(StopReason.Stop, stopped.Stop);
    }

    [Fact]
    public async Task Who_stops_reading_cancels_the_request()
    {
        const int held = 3;
        var steps = 0;
        var entered = new TaskCompletionSource();
        using var proceed = new ManualResetEventSlim();
        var parts = SimulatedDevice.CreateParts(Model with { AnswerTokens = 200 }, new());
        await using var engine = new InferenceEngine(
            parts with
            {
                Decoder = new HookedDecoder(parts.Decoder, step =>
                {
                    Volatile.Write(ref steps, step);
                    if (step != held) return;
                    entered.SetResult();
                    proceed.Wait(Token);
                }),
            },
            new());
        await foreach (var _ in engine.StreamAsync(Request with { MaxNewTokens = 200 }, Token))
        {
            await entered.Task;
            break;
        }

        // The step that was running ends; the next one is the next request's.
        proceed.Set();
        await engine.GenerateAsync(Request with { MaxNewTokens = 1 }, Token);
        Assert.Equal(held + 1, steps);
    }

    [Fact]
    public async Task A_request_that_cannot_be_served_fails_its_stream_with_the_same_error()
    {
        await using var engine = SimulatedDevice.Start(Model, new());
        await Assert.ThrowsAsync<ImageCountException>(() => engine.StreamAsync(Request with { Images = [] }, Token).ToListAsync(Token).AsTask());
        await Assert.ThrowsAsync<SamplingException>(
            () => engine.StreamAsync(Request with { Sampling = new() { TopP = 0 } }, Token).ToListAsync(Token).AsTask());
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.StreamAsync(Request, source.Token).ToListAsync(Token).AsTask());
    }
}
