using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;
using Judger.Inference.Engine;

namespace Judger.Benchmarks.Cases;

/// <summary>What chunks of prefill cost: smaller ones let decodes in more often.</summary>
internal sealed class ChunkBenchmark : IBenchmark
{
    private const int Positions = 1200;
    private static readonly int[] Chunks = [64, 128, 256, 512, 1024];

    public string Name => "chunk";

    public string Description => "1,200 positions in prefill chunks of 64 to 512, against chunks of 1,024";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        var engines = Chunks.Select(chunk => Engines.Start(
            bench.Model(RandomModel.Wide), new() { Workers = 1, IntraOpThreads = 1, Lanes = 1, PrefixCacheBytes = 0, PrefillChunk = chunk })).ToArray();
        var seed = 0;
        var seconds = await Interleaved.SecondsAsync(
            bench,
            bench.Rounds(9),
            [.. engines.Select<InferenceEngine, Func<Task>>(
                engine => () => engine.GenerateAsync(Engines.Digits(seed++, Positions - 2, 0), bench.Cancellation))]);
        foreach (var engine in engines) await engine.DisposeAsync();
        return
        [
            .. Chunks.SkipLast(1).Select((chunk, i) => new Measurement(
                $"prefill chunk {chunk}, time",
                Spread.OfRatios(seconds[i], seconds[^1]),
                null,
                string.Create(CultureInfo.InvariantCulture, $"{1000 * chunk * Spread.Of(seconds[i]).Median / Positions:F0} ms a chunk, 1 thread"))),
        ];
    }
}
