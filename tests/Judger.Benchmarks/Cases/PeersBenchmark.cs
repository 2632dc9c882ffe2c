using System.Globalization;
using System.Numerics.Tensors;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;
using Judger.Benchmarks.Peers;
using Judger.Benchmarks.Peers.Llama;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Cases;

/// <summary>
/// The text decoder beside llama.cpp and ONNX Runtime GenAI, with the same random weights on the same threads. Logits are compared before anything is measured.
/// Images are encoded by none of them here: llama.cpp's encoder is a library of its own, with a file of its own.
/// </summary>
internal sealed class PeersBenchmark : IBenchmark
{
    private const int CheckedTokens = 40;
    private const double LeastOfQuestions = 2.5;

    // What takes seconds is measured less often.
    private const int LongPrefill = 100;

    private static readonly PeerKind[] Kinds = [PeerKind.Judger, PeerKind.Llama, PeerKind.GenAi];

    public string Name => "peers";

    public string Description => "the text decoder against llama.cpp and ONNX Runtime GenAI, same weights: speed (theirs / ours), load time and memory";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        LlamaLibrary.Load(bench.LlamaLibrary);
        Console.Error.WriteLine($"  processor: {MachineLimits.Processor}\n  llama.cpp: {LlamaLibrary.Description}");
        int[] threads = bench.IsQuick ? [1] : [1, 2];
        var limits = threads.ToDictionary(count => count, count => MachineLimits.Measure(bench, count));
        foreach (var (count, limit) in limits) Console.Error.WriteLine($"  limits, {Threads(count)}: {limit}");
        var models = Models(bench).Where(model => model.Name.Contains(bench.Only ?? "", StringComparison.Ordinal)).ToArray();
        foreach (var precision in models.Select(model => model.Precision).Distinct()) RequireSameLogits(bench, new(RandomModel.PeerQuick, precision));
        var measurements = new List<Measurement>();
        foreach (var model in models)
        {
            foreach (var count in threads) measurements.AddRange(MeasureSpeed(bench, model, count, limits[count]));
            if (!bench.IsQuick || model.Precision == ModelPrecision.Int8) measurements.AddRange(await MeasureLoadAsync(bench, model));
        }

        return measurements;
    }

    // A billion weights in single precision would need 20 GB of disk and memory for one row of the table.
    private static PeerModel[] Models(Bench bench) => bench.IsQuick
        ? [new(RandomModel.PeerQuick, ModelPrecision.Float32), new(RandomModel.PeerQuick, ModelPrecision.Int8), new(RandomModel.PeerQuick, ModelPrecision.Int4)]
        :
        [
            new(RandomModel.PeerSmall, ModelPrecision.Float32),
            new(RandomModel.PeerSmall, ModelPrecision.Int8),
            new(RandomModel.PeerSmall, ModelPrecision.Int4),
            new(RandomModel.PeerBillion, ModelPrecision.Int8),
            new(RandomModel.PeerBillion, ModelPrecision.Int4),
        ];

    private static List<Measurement> MeasureSpeed(Bench bench, PeerModel model, int threads, MachineLimits limits)
    {
        var peers = Kinds.Select(kind => Peer.Open(kind, model.For(kind, bench), threads, bench.LlamaLibrary)).ToArray();
        try
        {
            var measurements = new List<Measurement>();
            RequireSameLogits(model, peers, model.Precision == ModelPrecision.Float32 ? model.LeastCosine : 0);
            foreach (var task in PeerTask.All(model.Shape.Geometry.Vocabulary, bench.IsQuick ? 4 : 24))
            {
                var seconds = PeerRounds.Seconds(bench, bench.Rounds(task.Prefilled > LongPrefill ? 3 : 7), peers, task);
                measurements.AddRange(Enumerable.Range(1, peers.Length - 1).Select(other => Compare(bench, model, threads, task, seconds, other, limits)));
                foreach (var one in measurements.TakeLast(peers.Length - 1)) Console.Error.WriteLine($"  {one.Name}: {one.Value.Median:F2}");
            }

            return measurements;
        }
        finally
        {
            foreach (var peer in peers) peer.Dispose();
        }
    }

    private static Measurement Compare(
        Bench bench, PeerModel model, int threads, PeerTask task, double[][] seconds, int other, MachineLimits limits)
    {
        var least = task.Name == PeerTask.Question && Kinds[other] == PeerKind.Llama ? LeastOfQuestions : 1;
        return new(
            $"{model.Name}, {Threads(threads)}, {task.Name}, {Named(Kinds[other])} / Judger",
            Spread.OfRatios(seconds[other], seconds[0]),
            bench.IsQuick ? null : Target.AtLeast(least),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{1000 * Spread.Of(seconds[0]).Median:F1} ms against {1000 * Spread.Of(seconds[other]).Median:F1}{Share(model, task, seconds[0], limits)}"));
    }

    /// <summary>
    /// A form that computes something else is not to be measured. Each is tried on two layers: behind many, random weights make much of what rounding to few
    /// bits differs in.
    /// </summary>
    private static void RequireSameLogits(Bench bench, PeerModel model)
    {
        var peers = Kinds.Select(kind => Peer.Open(kind, model.For(kind, bench), threads: 1, bench.LlamaLibrary)).ToArray();
        try
        {
            RequireSameLogits(model, peers, model.LeastCosine);
        }
        finally
        {
            foreach (var peer in peers) peer.Dispose();
        }
    }

    private static void RequireSameLogits(PeerModel model, IReadOnlyList<IPeer> peers, double least)
    {
        var tokens = new Random(2).GetItems(Enumerable.Range(3, model.Shape.Geometry.Vocabulary - 3).ToArray(), CheckedTokens + 1);
        var logits = peers.Select(peer =>
        {
            peer.Prefill(0, tokens.AsSpan(0, CheckedTokens));
            peer.Step(CheckedTokens, tokens[^1]);
            return peer.Logits();
        }).ToArray();
        for (var other = 1; other < logits.Length; other++)
        {
            var cosine = TensorPrimitives.CosineSimilarity<float>(logits[0], logits[other]);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {model.Name}: cosine of logits with {Named(Kinds[other])} {cosine:F6}"));
            if (!(cosine >= least)) throw new InvalidOperationException($"{Named(Kinds[other])} computes other logits ({model.Name}, cosine {cosine}).");
        }
    }

    private static async Task<IReadOnlyList<Measurement>> MeasureLoadAsync(Bench bench, PeerModel model)
    {
        var rounds = bench.Rounds(5);
        var loaded = Kinds.Select(_ => new List<LoadedModel>()).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            for (var side = 0; side < Kinds.Length; side++)
            {
                var one = await LoadedModel.MeasureAsync(
                    Kinds[side], model.For(Kinds[side], bench), threads: bench.IsQuick ? 1 : 2, bench.LlamaLibrary, bench.Cancellation);
                if (round >= 0) loaded[side].Add(one);
            }
        }

        return
        [
            .. Enumerable.Range(1, Kinds.Length - 1).SelectMany(other => new[]
            {
                Compare(other, "load time", Target.AtMost(1.5), one => one.Seconds, "s", 1),
                Compare(other, "anonymous memory", null, one => one.Memory.Anonymous, "MB", 1e-6),
                Compare(other, "memory", Target.AtMost(1.1), one => one.Memory.Anonymous + one.Memory.File, "MB", 1e-6),
            }),
        ];

        Measurement Compare(int other, string what, Target? target, Func<LoadedModel, double> value, string unit, double factor)
        {
            var (ours, theirs) = (loaded[0].Select(value).ToArray(), loaded[other].Select(value).ToArray());
            return new(
                $"{model.Name}, {what}, Judger / {Named(Kinds[other])}",
                Spread.OfRatios(ours, theirs),
                bench.IsQuick || Kinds[other] != PeerKind.Llama ? null : target,
                string.Create(CultureInfo.InvariantCulture, $"{factor * Spread.Of(ours).Median:F2} {unit} against {factor * Spread.Of(theirs).Median:F2}"));
        }
    }

    /// <summary>What part of the machine's own limit this engine reaches: products while it prefills, reading the weights while it decodes.</summary>
    private static string Share(PeerModel model, PeerTask task, double[] seconds, MachineLimits limits)
    {
        var median = Spread.Of(seconds).Median;
        if (task.Prefilled > 0 && task.Steps == 0)
        {
            var peak = model.Precision == ModelPrecision.Float32 ? limits.Float : limits.Integer;
            return string.Create(CultureInfo.InvariantCulture, $"; {model.Shape.LinearFlops * task.Prefilled / median / peak:P0} of the GEMM peak");
        }

        return task.Prefilled == 0
            ? string.Create(CultureInfo.InvariantCulture, $"; reads {model.StepBytes * task.Steps / median / limits.Copy:P0} of the copy bandwidth")
            : "";
    }

    private static string Threads(int count) => count == 1 ? "1 thread" : $"{count} threads";

    private static string Named(PeerKind kind) => kind switch
    {
        PeerKind.Judger => "Judger",
        PeerKind.Llama => "llama.cpp",
        _ => "GenAI",
    };
}
