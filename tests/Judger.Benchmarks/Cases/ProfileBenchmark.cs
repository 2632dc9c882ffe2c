using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Cases;

/// <summary>Where a prefill's time goes, by ONNX Runtime's own profile: the answer to a ratio that is not what it should be.</summary>
internal sealed class ProfileBenchmark : IBenchmark
{
    private const int Chunk = 256;
    private const double LeastShare = 0.01;

    public string Name => "profile";

    public string Description => "shares of a prefill's time by operator, float32 and int8";

    public Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        var measurements = new List<Measurement>();
        foreach (var precision in new[] { ModelPrecision.Float32, ModelPrecision.Int8 })
        {
            var model = bench.Model(RandomModel.Wide, precision);
            foreach (var threads in new[] { 1, 2 })
            {
                var times = OperatorProfile.OfPrefill(model, threads, Chunk, bench.Rounds(20));
                var total = times.Values.Sum();
                measurements.AddRange(
                    times.Where(time => time.Value >= LeastShare * total).OrderByDescending(time => time.Value).Select(time => new Measurement(
                        $"{precision.ToString().ToLowerInvariant()}, {threads} threads, {time.Key}",
                        Spread.Of([time.Value / total]),
                        null,
                        string.Create(CultureInfo.InvariantCulture, $"{time.Value:F2} ms a chunk of {Chunk} positions"))));
            }
        }

        return Task.FromResult<IReadOnlyList<Measurement>>(measurements);
    }
}
