using System.Text.Json;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Decoding;
using Judger.Inference.Devices;
using Judger.Inference.Kv;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Benchmarks.Harness;

/// <summary>ONNX Runtime's profile of a decoder, summed by operator.</summary>
internal static class OperatorProfile
{
    /// <summary>Computes two chunks of a prompt, the second behind the first, some times.</summary>
    /// <returns>Milliseconds of the second chunk by operator.</returns>
    public static Dictionary<string, double> OfPrefill(string model, int threads, int chunk, int rounds) =>
        Of(model, threads, chunk, rounds, (decoder, random) =>
        {
            Fill(decoder.PrefillInput(0, chunk), random);
            decoder.Prefill(0, chunk, chunk);
        });

    /// <summary>Computes a chunk of a prompt and a token behind it, some times.</summary>
    /// <returns>Milliseconds of the token's step by operator.</returns>
    public static Dictionary<string, double> OfStep(string model, int threads, int chunk, int rounds) =>
        Of(model, threads, chunk, rounds, (decoder, random) =>
        {
            Fill(decoder.StepInput(0, chunk), random);
            decoder.Step(0, 1);
        });

    private static Dictionary<string, double> Of(string model, int threads, int chunk, int rounds, Action<OnnxDecoder, Random> behind)
    {
        using var output = new TemporaryFolder();
        var folder = ModelFolder.Open(model);
        using var options = OnnxSessions.CreateOptions(new() { IntraOpThreads = threads });

        // The prefix is read when profiling is switched on.
        options.ProfileOutputPathPrefix = output.PathOf("profile");
        options.EnableProfiling = true;
        var session = new InferenceSession(folder.PathOf(ModelFileNames.Decoder), options);
        var geometry = folder.Manifest.Decoder;
        var layout = new KvLayout(geometry.Layers, geometry.KeyValueHeads, 2 * chunk, geometry.HeadSize, KeyValueType.Float32);
        using var device = new CpuDevice();
        using var decoder = new OnnxDecoder(session, session, device, geometry, layout, lanes: 1, chunk);
        var random = new Random(1);
        for (var round = 0; round < 2 * (rounds + 1); round++)
        {
            if (round % 2 == 1)
            {
                behind(decoder, random);
                continue;
            }

            Fill(decoder.PrefillInput(0, chunk), random);
            decoder.Prefill(0, 0, chunk);
        }

        using var profile = JsonDocument.Parse(File.ReadAllBytes(session.EndProfiling()));
        return Sum(profile.RootElement, rounds);
    }

    private static void Fill(Span<float> values, Random random)
    {
        foreach (ref var value in values) value = random.NextSingle() - 0.5f;
    }

    private static Dictionary<string, double> Sum(JsonElement events, int rounds)
    {
        var runs = events.EnumerateArray().Where(one => Is(one, "Session") && one.GetProperty("name").GetString() == "model_run")
            .Select(run => (From: Time(run), To: Time(run) + Duration(run))).Order().Where((_, i) => i >= 2 && i % 2 == 1).ToArray();
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var node in events.EnumerateArray()
            .Where(one => Is(one, "Node") && one.GetProperty("name").GetString()!.EndsWith("_kernel_time", StringComparison.Ordinal)))
        {
            if (!runs.Any(run => Time(node) >= run.From && Time(node) <= run.To)) continue;
            var name = node.GetProperty("args").GetProperty("op_name").GetString()!;
            sums[name] = sums.GetValueOrDefault(name) + (Duration(node) / 1000.0 / rounds);
        }

        return sums;
    }

    private static bool Is(JsonElement one, string category) => one.TryGetProperty("cat", out var value) && value.GetString() == category;

    private static long Time(JsonElement one) => one.GetProperty("ts").GetInt64();

    private static long Duration(JsonElement one) => one.GetProperty("dur").GetInt64();
}
