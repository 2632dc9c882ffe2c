using Judger.Core.Prompts;
using Judger.Export.Pipeline;
using Judger.Export.Tests.Fixtures;
using Judger.Gpu.Tests.FakeCuda;
using Judger.Inference.Contract;
using Judger.Inference.Devices.Cuda;
using Judger.Inference.Engine;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Judger.TinyModel.World;

[assembly: AssemblyFixture(typeof(FakeCuda))]

namespace Judger.Gpu.Tests;

/// <summary>What can be held of the CUDA device without a GPU, on CUDA libraries that compute nothing.</summary>
[Trait("stage", "0")]
public sealed class PlumbingTests : IDisposable
{
    private const long Gibi = 1 << 30;
    private const int IllegalAccess = 700;

    private readonly TemporaryFolder _folder = new();
    private readonly Judger.Gpu.Tests.FakeCuda.FakeCuda _cuda;

    public PlumbingTests(Judger.Gpu.Tests.FakeCuda.FakeCuda cuda)
    {
        _cuda = cuda ?? throw new ArgumentNullException(nameof(cuda));
        cuda.Require();
        cuda.Limit(80 * Gibi);
        ModelExporter.Export(new() { Checkpoint = Path.Combine(AppContext.BaseDirectory, "checkpoint"), Output = Model, Precision = ModelPrecision.Float16 });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Model => _folder.PathOf("model");

    public void Dispose()
    {
        _cuda.Break(0);
        _cuda.Expect(0);
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Everything_is_on_one_stream_and_a_step_is_waited_for_once(bool graphs)
    {
        using var parts = Load(new() { Device = "cuda:0", CudaGraphs = graphs });
        var device = (CudaDevice)parts.Device!;
        _cuda.Expect(device.Stream);
        WarmUp.Run(parts);
        Assert.Equal((0, graphs), (_cuda.Counts.Stray, _cuda.Counts.Captures > 0));

        // The first step of two lanes is recorded where steps are replayed; the second is what every later one is.
        Step(parts);
        _cuda.Expect(device.Stream);
        Step(parts);
        var counts = _cuda.Counts;
        Assert.Equal((0, 1, 2, 1), (counts.Stray, counts.Waits, counts.ToDevice, counts.ToHost));
        if (graphs) Assert.Equal((1, 0), (counts.Launches, counts.Within));
    }

    [Fact]
    public void A_bfloat16_model_is_taken_whole_and_keeps_its_keys_and_values_in_two_bytes()
    {
        var model = _folder.PathOf("bfloat16");
        ModelExporter.Export(
            new() { Checkpoint = Path.Combine(AppContext.BaseDirectory, "checkpoint"), Output = model, Precision = ModelPrecision.BFloat16 },
            cancellationToken: Token);
        using var parts = ModelParts.Load(ModelFolder.Open(model), new() { Device = "cuda:0" });
        WarmUp.Run(parts);
        Assert.Equal(2, parts.Decoder.Memory.Layout.ElementBytes);
    }

    [Fact]
    public void A_chunk_that_is_not_the_last_is_not_waited_for()
    {
        using var parts = Load(new() { Device = "cuda:0" });
        WarmUp.Run(parts);
        _cuda.Expect(((CudaDevice)parts.Device!).Stream);
        parts.Decoder.PrefillInput(0, 40).Clear();
        parts.Decoder.Prefill(0, 0, 40);
        Assert.Equal((0, 0, 3, 0), (_cuda.Counts.Stray, _cuda.Counts.Waits, _cuda.Counts.ToDevice, _cuda.Counts.ToHost));

        // The input of the next chunk may be written only when that of the first has been sent.
        parts.Decoder.PrefillInput(1, 40).Clear();
        Assert.Equal(1, _cuda.Counts.Waits);
    }

    [Fact]
    public async Task Keys_and_values_are_copied_within_the_device_and_all_memory_is_given_back()
    {
        var before = _cuda.Used;
        await using (var engine = OnnxEngine.Load(Model, new() { Device = "cuda:1", Lanes = 2 }))
        {
            _cuda.Expect(0);
            for (var i = 0; i < 6; i++) await engine.GenerateAsync(Ask(i), Token);
            Assert.True(_cuda.Counts.Within > 0, "No prefix was kept.");
            Assert.True(engine.Status.PrefixCacheBytes > 0);
        }

        Assert.Equal(before, _cuda.Used);
    }

    [Fact]
    public async Task Two_gpus_serve_side_by_side_in_one_process()
    {
        await using var first = OnnxEngine.Load(Model, new() { Device = "cuda:0", Lanes = 2 });
        await using var second = OnnxEngine.Load(Model, new() { Device = "cuda:1", Lanes = 2 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? first : second).GenerateAsync(Ask(i), Token)));
        Assert.All(answers, answer => Assert.NotEmpty(answer.Logits));
        Assert.Equal((6, 6), (first.Status.Requests, second.Status.Requests));
    }

    [Fact]
    public void A_model_that_does_not_fit_is_refused_with_the_numbers()
    {
        _cuda.Limit(_cuda.Used + (3 * Gibi));
        var error = Assert.Throws<DeviceUnavailableException>(() => OnnxEngine.Load(Model, new() { Device = "cuda:0", Lanes = 256 }));
        Assert.Contains("for weights", error.Message, StringComparison.Ordinal);
        Assert.Contains("256 lanes of 1,024 positions", error.Message, StringComparison.Ordinal);
        Assert.Contains("lower Engine:MaxContext", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gpu_that_is_not_there_is_named_with_those_that_are() =>
        Assert.Contains(
            "2 GPUs, cuda:0 to cuda:1",
            Assert.Throws<DeviceUnavailableException>(() => OnnxEngine.Load(Model, new() { Device = "cuda:5" })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Several_workers_on_a_gpu_are_refused() =>
        Assert.Contains(
            "a GPU has 1",
            Assert.Throws<ArgumentException>(() => OnnxEngine.Load(Model, new() { Device = "cuda:0", Workers = 2 })).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_device_that_fails_for_good_stops_its_engine_and_not_the_process()
    {
        await using var engine = OnnxEngine.Load(Model, new() { Device = "cuda:0" });
        await engine.GenerateAsync(Ask(1), Token);
        _cuda.Break(IllegalAccess);
        await Assert.ThrowsAnyAsync<InferenceException>(() => engine.GenerateAsync(Ask(2), Token));
        var stopped = await Assert.ThrowsAsync<EngineStoppedException>(() => engine.GenerateAsync(Ask(3), Token));
        Assert.IsType<DeviceLostException>(stopped.InnerException);
        Assert.Contains("CUDA error 700, an illegal memory access", stopped.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_that_runs_out_fails_its_request_and_the_next_one_is_served()
    {
        await using var engine = OnnxEngine.Load(Model, new() { Device = "cuda:0", Lanes = 1 });
        await engine.GenerateAsync(Ask(1), Token);

        // A block for the prefix of the lane's first question is the only memory that the second one needs.
        _cuda.Limit(_cuda.Used);
        await Assert.ThrowsAsync<DeviceFailedException>(() => engine.GenerateAsync(Ask(2), Token));
        _cuda.Limit(80 * Gibi);
        Assert.NotEmpty((await engine.GenerateAsync(Ask(3), Token)).Logits);
    }

    private static void Step(ModelParts parts)
    {
        for (var lane = 0; lane < 2; lane++) parts.Embeddings.Read(5, parts.Decoder.StepInput(lane, 20));
        parts.Decoder.Step(0, 2);
        for (var lane = 0; lane < 2; lane++) Assert.Equal(parts.Manifest.Decoder.Vocabulary, parts.Decoder.Logits(lane).Length);
    }

    private ModelParts Load(EngineOptions options) => ModelParts.Load(ModelFolder.Open(Model), options);

    private static GenerationRequest Ask(int number) => new()
    {
        Prompt = PromptProfiles.Tiny.Baseline.Fill("What number is on the pink object?"),
        Images = [new($"scene-{number}", SceneGenerator.Draw(SceneSplit.Test, 14, (ulong)number).Image, PixelBox.Whole(Scene.Size))],
        MaxNewTokens = 4,
        CaptureLogits = true,
    };
}
