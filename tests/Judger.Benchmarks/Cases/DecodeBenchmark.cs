using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;

namespace Judger.Benchmarks.Cases;

/// <summary>Tokens a second of eight sequences that decode at the same time, against one alone.</summary>
internal sealed class DecodeBenchmark : IBenchmark
{
    private const int Sequences = 8;
    private const int Positions = 16;
    private const int NewTokens = 96;

    public string Name => "decode";

    public string Description => "tokens a second of 8 sequences at the same time, against one; prefill of the short prompts included";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        var measurements = new List<Measurement>();
        foreach (var workers in new[] { 1, 2 })
        {
            await using var engine = Engines.Start(bench.Model(RandomModel.Wide), new() { Workers = workers, IntraOpThreads = 1, PrefixCacheBytes = 0 });
            var (seed, before) = (0, engine.Status);
            var seconds = await Interleaved.SecondsAsync(bench, bench.Rounds(15), [() => RunAsync(Sequences), () => RunAsync(1)]);
            var status = engine.Status;
            var runs = bench.Rounds(15) + 1;
            var batch = (status.DecodedSequences - before.DecodedSequences - (runs * (NewTokens - 1.0))) / (status.DecodeSteps
                - before.DecodeSteps
                - (runs * (NewTokens - 1.0)));
            measurements.Add(new(
                $"decode, {workers} {(workers == 1 ? "worker" : "workers")}",
                Spread.OfRatios(seconds[1], seconds[0], Sequences),
                Target.AtLeast(3),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Sequences * NewTokens / Spread.Of(seconds[0]).Median:F0} tokens/s against {NewTokens / Spread.Of(seconds[1]).Median:F0}; mean batch "
                    + $"{batch:F1}; 1 thread a step")));

            Task RunAsync(int sequences) => Task.WhenAll(
                Enumerable.Range(0, sequences).Select(_ => engine.GenerateAsync(Engines.Digits(seed++, Positions - 2, NewTokens), bench.Cancellation)));
        }

        return measurements;
    }
}
