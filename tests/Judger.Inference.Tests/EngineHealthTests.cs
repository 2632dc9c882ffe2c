using Judger.Core.Prompts;
using Judger.Export.Pipeline;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Contract;
using Judger.Inference.Decoding;
using Judger.Inference.Engine;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Tests;

public sealed class EngineHealthTests(ModelFixture fixture) : IClassFixture<ModelFixture>
{
    private static readonly GenerationRequest Request = ModelFixture.Ask("what is red?", ModelFixture.Whole(1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_step_that_fails_fails_its_request_and_the_next_one_starts_clean(int failingStep)
    {
        await using var healthy = fixture.Start();
        await using var engine = fixture.Start(parts => parts with
        {
            Decoder = new HookedDecoder(parts.Decoder, step =>
            {
                if (step == failingStep) throw new InvalidOperationException("out of luck");
            }),
        });
        var error = await Assert.ThrowsAsync<DeviceFailedException>(() => engine.GenerateAsync(Request, Token));
        Assert.Contains("out of luck", error.Message, StringComparison.Ordinal);
        Assert.Equal("device_failed", error.Code);

        var (expected, actual) = (await healthy.GenerateAsync(Request, Token), await engine.GenerateAsync(Request, Token));
        Assert.Equal(expected.Tokens, actual.Tokens);
        Assert.Equal(0, actual.Work.TokensReused);
    }

    [Fact]
    public async Task A_decoder_that_returns_no_numbers_is_a_failed_device()
    {
        await using var engine = fixture.Start(parts => parts with { Decoder = new NotANumberDecoder(parts.Decoder) });
        await Assert.ThrowsAsync<DeviceFailedException>(() => engine.GenerateAsync(Request, Token));
    }

    [Fact]
    public async Task A_defect_of_the_scheduler_stops_the_engine_and_not_the_process()
    {
        await using var engine = fixture.Start(parts => parts with { Decoder = new UnreadyDecoder(parts.Decoder) }, ModelFixture.Options with { Workers = 2 });
        var first = await Assert.ThrowsAsync<EngineStoppedException>(() => engine.GenerateAsync(Request, Token));
        Assert.Contains("nobody knows", first.Message, StringComparison.Ordinal);
        var second = await Assert.ThrowsAsync<EngineStoppedException>(() => engine.GenerateAsync(Request, Token));
        Assert.Same(first.InnerException, second.InnerException);
        Assert.Equal((0, 0), (engine.Status.Running, engine.Status.Waiting));
        Assert.Equal((false, "engine_defect"), (engine.Health.IsWorking, engine.Health.Code));
        Assert.Contains("nobody knows", engine.Health.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_is_cancelled_between_two_steps_and_the_engine_goes_on()
    {
        using var source = new CancellationTokenSource();
        var steps = 0;
        await using var engine = fixture.Start(parts => parts with
        {
            Decoder = new HookedDecoder(parts.Decoder, step =>
            {
                steps++;
                if (step == 3) source.Cancel();
            }),
        });
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.GenerateAsync(Request with { MaxNewTokens = 50 }, source.Token));
        Assert.Equal((source.Token, 4), (error.CancellationToken, steps));
        await using var healthy = fixture.Start();
        Assert.Equal((await healthy.GenerateAsync(Request, Token)).Tokens, (await engine.GenerateAsync(Request, Token)).Tokens);
    }

    [Fact]
    public async Task A_request_cancelled_while_it_waits_costs_no_step_and_a_full_queue_refuses_at_once()
    {
        using var source = new CancellationTokenSource();
        using var proceed = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        var steps = 0;
        await using var engine = fixture.Start(
            parts => parts with
            {
                Decoder = new HookedDecoder(parts.Decoder, step =>
                {
                    steps++;
                    entered.TrySetResult();
                    proceed.Wait(Token);
                }),
            },
            ModelFixture.Options with { Lanes = 1, QueueTokens = 1 });
        var running = engine.GenerateAsync(Request with { MaxNewTokens = 1 }, Token);
        await entered.Task;
        var waiting = engine.GenerateAsync(Request, source.Token);
        var refused = await Assert.ThrowsAsync<QueueFullException>(() => engine.GenerateAsync(Request, Token));
        Assert.Contains("tokens waiting", refused.Message, StringComparison.Ordinal);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);

        await source.CancelAsync();
        proceed.Set();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Single((await running).Tokens);
        Assert.Equal(1, steps);
    }

    [Fact]
    public async Task A_disposed_engine_refuses_what_waits_and_what_comes()
    {
        using var proceed = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        var engine = fixture.Start(parts => parts with
        {
            Decoder = new HookedDecoder(parts.Decoder, _ =>
            {
                entered.TrySetResult();
                proceed.Wait(Token);
            }),
        });
        var running = engine.GenerateAsync(Request with { MaxNewTokens = 1 }, Token);
        await entered.Task;
        var waiting = engine.GenerateAsync(Request, Token);
        var disposal = engine.DisposeAsync();
        proceed.Set();
        await disposal;
        Assert.Single((await running).Tokens);
        await Assert.ThrowsAsync<EngineStoppedException>(() => waiting);
        await Assert.ThrowsAsync<EngineStoppedException>(() => engine.GenerateAsync(Request, Token));
    }

    [Fact]
    public async Task Impossible_requests_are_refused_before_any_work()
    {
        var steps = 0;
        await using var engine = fixture.Start(parts => parts with { Decoder = new HookedDecoder(parts.Decoder, _ => steps++) });
        var image = ModelFixture.Whole(1);
        await Assert.ThrowsAsync<ImageCountException>(() => engine.GenerateAsync(Request with { Images = [] }, Token));
        await Assert.ThrowsAsync<ImageCountException>(() => engine.GenerateAsync(Request with { Images = [image, image] }, Token));
        foreach (var region in new PixelBox[] { default, new(5, 5, 5, 9), new(-1, 0, 5, 5), new(0, 0, 61, 40) })
            await Assert.ThrowsAsync<ImageRegionException>(() => engine.GenerateAsync(Request with { Images = [image with { Region = region }] }, Token));
        await Assert.ThrowsAsync<EmptyCandidateException>(() => engine.GenerateAsync(Request with { Candidates = ["yes", ""] }, Token));
        var question = new string('x', 200);
        var tooLong = await Assert.ThrowsAsync<PromptTooLongException>(() => engine.GenerateAsync(ModelFixture.Ask(question, image), Token));
        Assert.Equal((fixture.Manifest.Decoder.Context, fixture.Manifest.Vision.Patches), (tooLong.Context, tooLong.ImageTokens));
        Assert.Contains($"has {tooLong.PromptTokens} tokens, {tooLong.ImageTokens} of them for images", tooLong.Message, StringComparison.Ordinal);
        Assert.Equal(0, steps);
    }

    [Fact]
    public async Task A_prompt_and_its_answer_may_fill_the_context_exactly()
    {
        await using var engine = fixture.Start();
        var prompt = new Prompt([new PromptPart.Text("is it?")]);
        var length = 1 + fixture.Model.Parts.Tokenizer.Encode("is it?").Count;
        var room = fixture.Manifest.Decoder.Context - length;
        var request = new GenerationRequest { Prompt = prompt, Images = [], MaxNewTokens = room };

        var exact = await engine.GenerateAsync(request, Token);
        var more = await engine.GenerateAsync(request with { MaxNewTokens = 1_000_000 }, Token);
        var fewer = await engine.GenerateAsync(request with { MaxNewTokens = 1 }, Token);

        Assert.NotEmpty(exact.Tokens);
        Assert.Equal((room, room, 1), (exact.MaxNewTokens, more.MaxNewTokens, fewer.MaxNewTokens));
        Assert.Equal(exact.Text, more.Text);
    }

    [Fact]
    public async Task A_prompt_that_fills_the_context_has_no_answer_but_can_be_read()
    {
        await using var engine = fixture.Start();
        var context = fixture.Manifest.Decoder.Context;
        var length = 1;
        var text = "";
        while (length < context)
        {
            text += "x";
            length = 1 + fixture.Model.Parts.Tokenizer.Encode(text).Count;
        }

        Assert.Equal(context, length);
        var request = new GenerationRequest { Prompt = new([new PromptPart.Text(text)]), Images = [], MaxNewTokens = 0, CaptureLogits = true };
        Assert.Single((await engine.GenerateAsync(request, Token)).Logits);
        await Assert.ThrowsAsync<PromptTooLongException>(() => engine.GenerateAsync(request with { MaxNewTokens = 1 }, Token));
    }

    [Theory]
    [InlineData("gpu", "There is no device 'gpu'")]
    [InlineData("cpu:1", "There is no device 'cpu:1'")]
    public void A_device_that_is_not_there_is_a_start_error_with_its_remedy(string device, string expected)
    {
        var error = Assert.Throws<DeviceUnavailableException>(() => fixture.Start(new EngineOptions { Device = device }));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gpu_that_cannot_run_the_model_is_a_start_error_with_its_remedy()
    {
        var hasCuda = OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider");
        var error = Assert.Throws<DeviceUnavailableException>(() => fixture.Start(new EngineOptions { Device = "cuda:0" }));
        Assert.Contains(hasCuda ? "--precision float16" : "-p:JudgerAccelerator=cuda", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_only_a_gpu_can_run_is_refused_on_the_processor()
    {
        using var folder = new TemporaryFolder();
        new RandomCheckpoint(new() { Type = WeightType.Float32 }).Write(folder.PathOf("checkpoint"));
        ModelExporter.Export(
            new() { Checkpoint = folder.PathOf("checkpoint"), Output = folder.PathOf("model"), Precision = ModelPrecision.BFloat16 }, cancellationToken: Token);
        var error = Assert.Throws<DeviceUnavailableException>(() => OnnxEngine.Load(folder.PathOf("model"), new()));
        Assert.Contains("no kernels for bfloat16", error.Message, StringComparison.Ordinal);
    }

    private sealed class UnreadyDecoder(IDecoder inner) : HookedDecoder(inner, _ => { })
    {
        public override int PrefillLimit => throw new InvalidOperationException("nobody knows");
    }

    private sealed class NotANumberDecoder(IDecoder inner) : HookedDecoder(inner, _ => { })
    {
        public override ReadOnlySpan<float> Logits(int lane) => new float[] { 0, float.NaN };
    }
}
