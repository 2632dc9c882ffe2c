using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Simulation;

namespace Judger.Inference.Tests.Scheduling;

/// <summary>What is computed before it is asked for: it is the same work, and counts once.</summary>
public sealed class AnticipationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task An_image_that_was_announced_is_encoded_once_and_is_the_work_of_the_request_that_shows_it(int workers)
    {
        await using var engine = SimulatedDevice.Start(Simulation.Model, new() { Workers = workers });
        var request = Simulation.Ask("question", Simulation.Image(1), Simulation.Crop(1, 3));
        engine.Anticipate(request);
        engine.Anticipate(request);
        await EncodedAsync(engine, 2);

        var first = await engine.GenerateAsync(request, Token);
        var second = await engine.GenerateAsync(Simulation.Ask("another", Simulation.Image(1), Simulation.Crop(1, 3)), Token);

        Assert.Equal((2, 0), (first.Work.ImagesEncoded, first.Work.ImagesCached));
        Assert.Equal(0, second.Work.ImagesEncoded);
        Assert.Equal(2, engine.Status.Work.ImagesEncoded);
        Assert.Equal(Assert.Single(await Simulation.AnswerAlone([request], Token)), Simulation.Describe(first));
    }

    [Fact]
    public async Task An_image_that_the_prompt_cache_holds_is_not_encoded()
    {
        await using var engine = SimulatedDevice.Start(Simulation.Model, new() { Workers = 1, VisionCacheBytes = 64 });
        await engine.GenerateAsync(Simulation.Ask("question", Simulation.Image(1)), Token);

        engine.Anticipate(Simulation.Ask("another", Simulation.Image(1)));
        engine.Anticipate(Simulation.Ask("too long".PadRight(9999), Simulation.Image(2)));
        await engine.GenerateAsync(Simulation.Ask("a third", Simulation.Image(1)), Token);

        Assert.Equal(1, engine.Status.Work.ImagesEncoded);
    }

    [Fact]
    public async Task Where_nothing_is_kept_nothing_is_encoded_ahead()
    {
        await using var engine = SimulatedDevice.Start(Simulation.Model, new() { Workers = 1, VisionCacheBytes = 0 });
        var request = Simulation.Ask("question", Simulation.Image(1));
        engine.Anticipate(request);

        Assert.Equal(1, (await engine.GenerateAsync(request, Token)).Work.ImagesEncoded);
        Assert.Equal(1, engine.Status.Work.ImagesEncoded);
    }

    [Fact]
    public async Task An_image_that_cannot_be_encoded_is_the_error_of_the_request_that_shows_it()
    {
        var parts = SimulatedDevice.CreateParts(Simulation.Model, new());
        var encodes = 0;
        await using var engine = new InferenceEngine(
            parts with
            {
                Encoder = new HookedEncoder(parts.Encoder, () =>
                {
                    if (Interlocked.Increment(ref encodes) == 1) throw new InvalidOperationException("no pixels");
                }),
            },
            new() { Workers = 1 });
        engine.Anticipate(Simulation.Ask("question", Simulation.Image(1)));
        while (Volatile.Read(ref encodes) == 0) await Task.Delay(1, Token);

        Assert.Equal(1, (await engine.GenerateAsync(Simulation.Ask("question", Simulation.Image(1)), Token)).Work.ImagesEncoded);
    }

    /// <summary>The first decode step waits for whoever reads the row, so this ends only if the row comes before it.</summary>
    [Fact]
    public async Task A_row_is_handed_over_before_the_answer_is_decoded()
    {
        var early = new EarlyAttention();
        var parts = SimulatedDevice.CreateParts(Simulation.Model, new());
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var engine = new InferenceEngine(
            parts with
            {
                Decoder = new HookedDecoder(parts.Decoder, step =>
                {
                    if (step > 0) Assert.True(read.Task.Wait(Patience), "No row came.");
                }),
            },
            new() { Workers = 1 });
        var answering = engine.GenerateAsync(Simulation.Ask("question", Simulation.Image(1)) with { EarlyAttention = early }, Token);
        var attention = await early.Ready.WaitAsync(Patience, Token);
        read.SetResult();
        var generation = await answering;

        Assert.Equal(generation.AttentionRow, attention!.Row);
        Assert.Equal(generation.Tokens[0].LogProbability, attention.FirstLogProbability);
    }

    [Fact]
    public async Task Whoever_waits_for_a_row_is_told_when_there_will_be_none()
    {
        await using var engine = SimulatedDevice.Start(Simulation.Model, new() { Workers = 1 });
        EarlyAttention cancelled = new(), tooLong = new(), unwanted = new();
        var request = Simulation.Ask("question", Simulation.Image(1));
        var tasks = new Task[]
        {
            engine.GenerateAsync(request with { EarlyAttention = cancelled }, new(canceled: true)),
            engine.GenerateAsync(Simulation.Ask(new string('a', 9999), Simulation.Image(1)) with { EarlyAttention = tooLong }, Token),
            engine.GenerateAsync(request with { EarlyAttention = unwanted, CaptureAttention = false }, Token),
        };

        foreach (var early in new[] { cancelled, tooLong, unwanted }) Assert.Null(await early.Ready.WaitAsync(Patience, Token));
        foreach (var task in tasks[..2]) await Assert.ThrowsAnyAsync<Exception>(() => task);
        await tasks[2];
    }

    private static async Task EncodedAsync(InferenceEngine engine, int images)
    {
        while (engine.Status.Work.ImagesEncoded < images) await Task.Delay(1, Token);
    }
}
