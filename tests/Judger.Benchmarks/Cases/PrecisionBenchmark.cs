using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Cases;

/// <summary>The same weights in fewer bits.</summary>
internal sealed class PrecisionBenchmark : IBenchmark
{
    private const int Positions = 600;
    private const int NewTokens = 64;
    private static readonly ModelPrecision[] Precisions = [ModelPrecision.Float32, ModelPrecision.Int8, ModelPrecision.Int4];

    public string Name => "int8";

    public string Description => "prefill and decode of one sequence in int8 and int4, against float32";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Bench bench) =>
        [.. await MeasureAsync(bench, RandomModel.Wide), .. await MeasureAsync(bench, RandomModel.Wider)];

    private static async Task<IReadOnlyList<Measurement>> MeasureAsync(Bench bench, RandomModel model)
    {
        var options = new EngineOptions { Workers = 1, IntraOpThreads = 1, Lanes = 1, PrefixCacheBytes = 0 };
        var engines = Precisions.Select(precision => Engines.Start(bench.Model(model, precision), options)).ToArray();
        var seed = 0;
        var prefill = await RunAsync(bench.Rounds(21), Positions, 0);
        var decode = await RunAsync(bench.Rounds(15), 8, NewTokens);
        foreach (var engine in engines) await engine.DisposeAsync();
        var size = string.Create(CultureInfo.InvariantCulture, $"hidden size {model.Geometry.Hidden}");
        return
        [
            Measure($"int8 prefill, {size}", prefill, 1, Positions, Target.AtLeast(2.5)),
            Measure($"int4 prefill, {size}", prefill, 2, Positions, null),
            Measure($"int8 decode, {size}", decode, 1, NewTokens, null),
            Measure($"int4 decode, {size}", decode, 2, NewTokens, null),
        ];

        Task<double[][]> RunAsync(int rounds, int positions, int newTokens) => Interleaved.SecondsAsync(
            bench,
            rounds,
            [.. engines.Select<InferenceEngine, Func<Task>>(
                engine => () => engine.GenerateAsync(Engines.Digits(seed++, positions - 2, newTokens), bench.Cancellation))]);
    }

    private static Measurement Measure(string name, double[][] seconds, int side, int tokens, Target? target) => new(
        name,
        Spread.OfRatios(seconds[0], seconds[side]),
        target,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{tokens / Spread.Of(seconds[side]).Median:F0} tokens/s against {tokens / Spread.Of(seconds[0]).Median:F0}, 1 thread"));
}
