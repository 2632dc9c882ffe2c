using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;

namespace Judger.Benchmarks.Cases;

/// <summary>
/// Prefill against what the machine's matrix products reach. Counted are the linear layers' operations alone: attention, norms, scheduler and tokenizer are
/// overhead here. The peak is that of the best of some shapes as they occur in the layers.
/// </summary>
internal sealed class PrefillBenchmark : IBenchmark
{
    private const int Positions = 600;
    private static readonly (int Rows, int Inner, int Columns)[] Shapes = [(512, 1024, 3072), (512, 1024, 2816), (512, 2816, 1024), (1024, 1024, 2816)];

    public string Name => "prefill";

    public string Description => "600 positions at hidden size 1024, against the GEMM peak on the same threads";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        var measurements = new List<Measurement>();
        foreach (var threads in new[] { 1, 2 }) measurements.Add(await MeasureAsync(bench, threads));
        return measurements;
    }

    private static async Task<Measurement> MeasureAsync(Bench bench, int threads)
    {
        var model = RandomModel.Wide;
        var products = Shapes.Select(shape => new MatrixProduct(shape.Rows, shape.Inner, shape.Columns, threads)).ToArray();
        await using var engine = Engines.Start(bench.Model(model), new() { Workers = 1, IntraOpThreads = threads, Lanes = 1, PrefixCacheBytes = 0 });
        var (seed, prefilled) = (0, 0);
        var sides = products.Select<MatrixProduct, Func<Task>>(product => () => Task.Run(() => Repeat(product))).Append(async () =>
        {
            var generation = await engine.GenerateAsync(Engines.Digits(seed++, Positions - 2, 0), bench.Cancellation);
            prefilled = generation.Work.TokensPrefilled;
        });
        var seconds = await Interleaved.SecondsAsync(bench, bench.Rounds(25), [.. sides]);
        var rates = products.Select((product, i) => seconds[i].Select(time => Repetitions(product) * product.Flops / time).ToArray()).ToArray();
        var best = rates.MaxBy(rate => Spread.Of(rate).Median)!;
        var at = products[Array.IndexOf(rates, best)];
        var prefill = seconds[^1].Select(time => model.LinearFlops * prefilled / time).ToArray();
        var ratio = Spread.OfRatios(prefill, best);
        var withAttention = ratio.Median * (1 + (model.AttentionFlops(prefilled) / (model.LinearFlops * prefilled)));
        foreach (var product in products) product.Dispose();
        return new($"prefill, {threads} {(threads == 1 ? "thread" : "threads")}", ratio, Target.AtLeast(0.8), string.Create(
            CultureInfo.InvariantCulture,
            $"{Spread.Of(prefill).Median / 1e9:F0} of {Spread.Of(best).Median / 1e9:F0} GFLOP/s ({at.Rows} x {at.Inner} x {at.Columns}); {prefilled} "
            + $"positions; attention counted too: {withAttention:F3}"));
    }

    // About as long as a prefill chunk, so that both sides meet the same machine.
    private static int Repetitions(MatrixProduct product) => (int)Math.Ceiling(5e9 / product.Flops);

    private static void Repeat(MatrixProduct product)
    {
        for (var i = 0; i < Repetitions(product); i++) product.Run();
    }
}
