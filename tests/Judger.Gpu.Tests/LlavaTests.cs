using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Core.Prompts;
using Judger.Export.Tests.Fixtures;
using Judger.Gpu.Tests.Support;
using Judger.Inference.Contract;
using Judger.Inference.Decoding;
using Judger.Inference.Devices.Cuda;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;
using Judger.Inference.Vision;
using Judger.Testing;
using Judger.TinyModel.World;

namespace Judger.Gpu.Tests;

/// <summary>A model of LLaVA-1.5-7B's shape on the device: against transformers on the same weights, and how fast it is.</summary>
[Trait("stage", "2")]
public sealed class LlavaTests(LlavaFixture fixture, CheckReport report)
{
    private const int Tokens = 20;

    // bfloat16 has three bits less than float16.
    private static double LogitDistance => Target.Precision == ModelPrecision.BFloat16 ? 0.24 : 3e-2;

    private const double RowTolerance = 1e-3;
    private static readonly Python Transformers = new("transformers", "transformers");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_device_is_used_well(bool graphs)
    {
        fixture.Prepare(report);
        var with = graphs ? ", CUDA graphs" : "";
        var options = Target.Options(lanes: 32) with { PrefixCacheBytes = 1 << 28, CudaGraphs = graphs, PrefillChunk = 2048 };
        var folder = ModelFolder.Open(fixture.Model);
        var clock = Stopwatch.StartNew();
        using var parts = ModelParts.Load(folder, options);
        if (Target.IsGpu) WarmUp.Run(parts);
        report.Add($"model made resident{with}", clock.Elapsed.TotalSeconds, "s");
        report.Add($"device memory in use with 32 lanes of 2,048 positions{with}", Memory() / 1e9, "GB");
        var peaks = DevicePeaks.Of(parts.Device!, options);
        report.Add("peak of half-precision products", peaks.FlopsPerSecond / 1e12, "TFLOP/s");
        report.Add("peak of copies", peaks.BytesPerSecond / 1e12, "TB/s");

        var encoder = (OnnxImageEncoder)parts.Encoder;
        var pixels = new float[3 * Target.Geometry.ImageSize * Target.Geometry.ImageSize];
        report.Add($"encode one image{with}", Measure.Median(10, () => encoder.Encode(pixels)), "ms");
        var decoder = parts.Decoder;
        var shares = new Dictionary<string, double>();
        int[] prompts = graphs ? [] : [.. new[] { 600, 1200 }.Where(positions => positions <= decoder.PrefillLimit)];
        foreach (var positions in prompts)
        {
            var random = new Random(1);
            foreach (ref var value in decoder.PrefillInput(0, positions)) value = random.NextSingle() - 0.5f;
            var milliseconds = Measure.Median(10, () =>
            {
                decoder.Prefill(0, 0, positions);
                _ = decoder.Logits(0);
            });
            report.Add($"prefill of {positions} positions", milliseconds, "ms");
            shares[$"prefill {positions}"] = Work.PrefillFlops(Target.Geometry, positions) / milliseconds * 1e3 / peaks.FlopsPerSecond;
            report.Add($"prefill of {positions} positions, share of the peak of products", shares[$"prefill {positions}"], wanted: ">= 0.55");
        }

        const int past = 640;
        foreach (var batch in new[] { 1, 8, 32 })
        {
            var milliseconds = Measure.Median(20, () =>
            {
                for (var lane = 0; lane < batch; lane++) parts.Embeddings.Read(100 + lane, decoder.StepInput(lane, past));
                decoder.Step(0, batch);
                for (var lane = 0; lane < batch; lane++) _ = decoder.Logits(lane);
            });
            report.Add($"decode step of {batch}{with}", milliseconds, "ms");
            shares[$"decode {batch}"] = Work.DecodeBytes(Target.Geometry, batch, past) / milliseconds * 1e3 / peaks.BytesPerSecond;
            report.Add($"decode step of {batch}, share of the peak of copies{with}", shares[$"decode {batch}"], wanted: batch == 1 ? ">= 0.7" : "");
        }
    }

    [Fact]
    public async Task Logits_row_and_greedy_tokens_are_transformers()
    {
        Transformers.Require();
        fixture.Prepare(report);
        using var scratch = new TemporaryFolder();
        await using var engine = OnnxEngine.Load(fixture.Model, Target.Options(lanes: 8));
        GenerationRequest[] requests = [.. Enumerable.Range(0, Target.Prompts).Select(Request)];
        var answers = new List<Generation>();
        foreach (var request in requests) answers.Add(await engine.GenerateAsync(request, Token));
        var reference = Reference(scratch, engine.Manifest, requests);

        double logits = 0, rows = 0, row = 0;
        int same = 0, tokens = 0, ties = 0;
        for (var i = 0; i < answers.Count; i++)
        {
            var expected = reference[i];
            logits = Math.Max(logits, Measure.Distance(expected.Logits, answers[i].Logits[0]));
            rows = Math.Max(rows, Measure.Largest(expected.Row, answers[i].AttentionRow));
            row = Math.Max(row, Measure.Distance(expected.Row, answers[i].AttentionRow));
            var agreed = answers[i].Tokens.TakeWhile((token, at) => at < expected.Tokens.Length && token.Id == expected.Tokens[at]).Count();
            tokens += agreed;
            if (agreed == expected.Tokens.Length) same++;

            // Where they part, transformers must have been nearly as content with the other token: random weights make ties.
            else if (expected.Gaps[agreed] < 3 * LogitDistance) ties++;
        }

        report.Add("transformers: logits, largest distance", logits, wanted: $"<= {LogitDistance}");
        report.Add("transformers: attention row, largest difference", rows, wanted: "<= 0.001");
        report.Add("transformers: attention row, largest distance", row);
        report.Add($"transformers: greedy tokens of {requests.Length * Tokens} that agree before the first other one", tokens);
        report.Add($"transformers: answers of {requests.Length} that agree whole", same);
        report.Add("transformers: answers that part at a tie", ties);
        Assert.InRange(logits, 0, LogitDistance);
        Assert.InRange(rows, 0, RowTolerance);
        Assert.Equal(requests.Length, same + ties);
    }

    private GenerationRequest Request(int index)
    {
        var scene = SceneGenerator.Draw(SceneSplit.Test, 12, (ulong)(index / 4));
        var prompt = PromptProfiles.ViCrop.Baseline.Fill($"What number is on object {index}?");
        return new()
        {
            Prompt = prompt,
            Images = [new($"scene-{index / 4}", scene.Image, PixelBox.Whole(Scene.Size))],
            MaxNewTokens = Tokens,
            CaptureAttention = true,
            CaptureLogits = true,
        };
    }

    private ReferenceAnswer[] Reference(TemporaryFolder scratch, ModelManifest manifest, GenerationRequest[] requests)
    {
        var tokenizer = SentencePieceTokenizer.Load(Path.Combine(fixture.Model, ModelFileNames.Tokenizer));
        var side = manifest.Vision.ImageSize;
        var pixels = new float[requests.Length][];
        var prompts = new JsonArray();
        for (var i = 0; i < requests.Length; i++)
        {
            pixels[i] = new float[3 * side * side];
            var image = requests[i].Images[0];
            manifest.Image.WriteTensor(image.Pixels, image.Region, pixels[i]);
            var sequence = PromptSequence.Create(requests[i].Prompt, [new("image", manifest.Vision.Patches)], tokenizer, manifest.Tokens);
            prompts.Add(new JsonArray([.. sequence.Runs
                .SelectMany(run => run.Image is null ? run.Tokens : Enumerable.Repeat(Target.Geometry.Vocabulary - 1, run.Length))
                .Select(id => JsonValue.Create(id))]));
        }

        File.WriteAllBytes(scratch.PathOf("pixels"), MemoryMarshal.AsBytes(pixels.SelectMany(image => image).ToArray().AsSpan()).ToArray());
        var question = new JsonObject
        {
            ["checkpoint"] = fixture.Checkpoint,
            ["pixels"] = scratch.PathOf("pixels"),
            ["side"] = side,
            ["layer"] = manifest.AttentionLayer,
            ["patches"] = manifest.Vision.Patches,
            ["tokens"] = Tokens,
            ["prompts"] = prompts,
            ["logits"] = scratch.PathOf("logits"),
            ["device"] = Target.IsGpu ? "cuda" : "cpu",
            ["type"] = !Target.IsGpu ? "float32" : Target.Precision == ModelPrecision.BFloat16 ? "bfloat16" : "float16",
        };
        var reply = JsonNode.Parse(Transformers.Run([Path.Combine(AppContext.BaseDirectory, "Reference", "llava_transformers.py")], question.ToJsonString()))!;
        foreach (var (name, value) in reply["figures"]!.AsObject()) report.Add($"transformers: {name}", value!.GetValue<double>(), "ms");
        var logits = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(scratch.PathOf("logits"))).ToArray();
        return [.. reply["answers"]!.AsArray().Select((answer, i) => new ReferenceAnswer(
            logits[(i * Target.Geometry.Vocabulary)..((i + 1) * Target.Geometry.Vocabulary)],
            answer!["row"].Deserialize<float[]>()!,
            answer["tokens"].Deserialize<int[]>()!,
            answer["gaps"].Deserialize<double[]>()!))];
    }

    private static long Memory()
    {
        if (!Target.IsGpu) return Environment.WorkingSet;
        var (free, total) = CudaRuntime.Memory();
        return total - free;
    }

    private sealed record ReferenceAnswer(float[] Logits, float[] Row, int[] Tokens, double[] Gaps);
}
