using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;
using Judger.Inference.Manifest;

namespace Judger.Benchmarks.Cases;

/// <summary>
/// Where the time of a prefill and of a decode step goes, by ONNX Runtime's own profile: the answer to a ratio that is not what it should be.
/// </summary>
internal sealed class ProfileBenchmark : IBenchmark
{
    private const int Chunk = 256;
    private const double LeastShare = 0.01;

    public string Name => "profile";

    public string Description => "shares of the time of a prefill and of a decode step by operator";

    public Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        var measurements = new List<Measurement>();
        foreach (var precision in new[] { ModelPrecision.Float32, ModelPrecision.Int8, ModelPrecision.Int4 })
        {
            var model = bench.Model(RandomModel.Wide, precision);
            foreach (var threads in new[] { 1, 2 })
            {
                Add("prefill", $"a chunk of {Chunk} positions", OperatorProfile.OfPrefill(model, threads, Chunk, bench.Rounds(20)));
                Add("decode", "a token", OperatorProfile.OfStep(model, threads, Chunk, bench.Rounds(60)));

                void Add(string step, string unit, Dictionary<string, double> times)
                {
                    var total = times.Values.Sum();
                    measurements.AddRange(
                        times.Where(time => time.Value >= LeastShare * total).OrderByDescending(time => time.Value).Select(time => new Measurement(
                            $"{step}, {precision.ToString().ToLowerInvariant()}, {threads} threads, {time.Key}",
                            Spread.Of([time.Value / total]),
                            null,
                            string.Create(CultureInfo.InvariantCulture, $"{time.Value:F2} ms {unit}"))));
                }
            }
        }

        return Task.FromResult<IReadOnlyList<Measurement>>(measurements);
    }
}
