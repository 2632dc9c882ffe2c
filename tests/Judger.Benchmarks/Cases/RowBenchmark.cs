using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;
using Judger.Inference.Contract;
using Judger.Inference.Engine;

namespace Judger.Benchmarks.Cases;

/// <summary>The side branch of the attention row, which every pass of the decoder computes, against the same graph without it.</summary>
internal sealed class RowBenchmark : IBenchmark
{
    private const int Positions = 600;
    private const int NewTokens = 64;

    public string Name => "row";

    public string Description => "time with the attention row's branch in the graph, against the same graph without it";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        var options = new EngineOptions { Workers = 1, IntraOpThreads = 1, Lanes = 1, PrefixCacheBytes = 0, MaxContext = 1024 };
        await using var with = Engines.Start(bench.Model(RandomModel.Wide), options);
        await using var without = Engines.Start(bench.ModelWithoutRow(RandomModel.Wide), options);
        var seed = 0;
        var prefill = await Interleaved.SecondsAsync(bench, bench.Rounds(41), [() => RunAsync(with, Positions, 0), () => RunAsync(without, Positions, 0)]);
        var decode = await Interleaved.SecondsAsync(bench, bench.Rounds(31), [() => RunAsync(with, 8, NewTokens), () => RunAsync(without, 8, NewTokens)]);
        return
        [
            new("attention row, prefill time", Spread.OfRatios(prefill[0], prefill[1]), Target.AtMost(1.02), $"{Positions} positions, 1 thread"),
            new("attention row, decode time", Spread.OfRatios(decode[0], decode[1]), null, $"{NewTokens} steps of one sequence, buffer of 1,024 positions"),
        ];

        Task RunAsync(InferenceEngine engine, int positions, int newTokens) =>
            engine.GenerateAsync(Engines.Digits(seed++, positions - 2, newTokens), bench.Cancellation);
    }
}
