using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;
using Judger.Benchmarks.Peers;
using Judger.Benchmarks.Peers.Llama;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Cases;

/// <summary>
/// This engine beside llama.cpp and ONNX Runtime GenAI, with the same random weights on the same threads. Logits and features are compared before anything is
/// measured. GenAI has its text decoder only, and llama.cpp encodes images where its build can.
/// </summary>
internal sealed class PeersBenchmark : IBenchmark
{
    private static readonly ModelPrecision[] Precisions = [ModelPrecision.Float32, ModelPrecision.Int8, ModelPrecision.Int4];

    public string Name => "peers";

    public string Description => "against llama.cpp and ONNX Runtime GenAI, same weights: speed (theirs / ours), load time and memory (ours / theirs)";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        LlamaLibrary.Load(bench.LlamaLibrary);
        Console.Error.WriteLine($"  processor: {MachineLimits.Processor}\n  llama.cpp: {LlamaLibrary.Description}");
        int[] threads = bench.Threads is { } asked ? [asked] : bench.IsQuick ? [1] : [1, 2];
        var limits = threads.ToDictionary(count => count, count => MachineLimits.Measure(bench, count));
        foreach (var (count, limit) in limits) Console.Error.WriteLine($"  limits, {PeerTitles.OfThreads(count)}: {limit}");
        var models = Models(bench).Where(model => bench.Measures(model.Name)).ToArray();
        foreach (var precision in models.Select(model => model.Precision).Distinct()) RequireSame(Quick(precision), bench);
        var measurements = new List<Measurement>();
        foreach (var model in models)
        {
            foreach (var count in threads) new PeerSpeed(bench, model, count, limits[count]).Measure(Add);
            if (!bench.IsQuick || model.Precision == ModelPrecision.Int8) await new PeerLoad(bench, model, threads[^1]).MeasureAsync(Add);
        }

        return measurements;

        void Add(Measurement one)
        {
            measurements.Add(one);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {one.Name}: {one.Value.Median:F2} ({one.Detail})"));
        }
    }

    // A billion weights in single precision would need 20 GB of disk and memory for one row of the table.
    private static PeerModel[] Models(Bench bench) => bench.IsQuick
        ? [.. Precisions.Select(Quick)]
        :
        [
            .. Precisions.Select(precision => new PeerModel(RandomModel.PeerSmall, RandomModel.PeerSmallEyes, precision)),
            .. Precisions[1..].Select(precision => new PeerModel(RandomModel.PeerBillion, RandomModel.PeerBillionEyes, precision)),
        ];

    private static PeerModel Quick(ModelPrecision precision) => new(RandomModel.PeerQuick, RandomModel.PeerQuickEyes, precision);

    // On two layers: behind many, random weights make much of what rounding to few bits differs in.
    private static void RequireSame(PeerModel model, Bench bench)
    {
        var sides = Peer.OpenAll(model, threads: 1, bench);
        try
        {
            PeerAgreement.Require(model, sides, isBounded: true);
        }
        finally
        {
            foreach (var side in sides) side.Dispose();
        }
    }
}
