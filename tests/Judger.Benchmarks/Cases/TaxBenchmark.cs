using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Judger.Benchmarks.Cluster;
using Judger.Benchmarks.Harness;
using Judger.Client;
using Judger.Grains.Engines;
using Judger.Grains.Slots;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Judger.Benchmarks.Cases;

/// <summary>
/// What a question's way through the grains costs beside its devices and the making of its crop, which is a part of the vision encoder's work: one silo, eight
/// simulated devices, images of 2 MB.
/// </summary>
internal sealed class TaxBenchmark : IBenchmark
{
    private const int Side = 820;
    private const int Images = 16;
    private const int Devices = 8;
    private const int AtOnce = 64;
    private const int WarmUp = 200;
    private const int Questions = 2000;

    public string Name => "tax";

    public string Description =>
        "milliseconds of a question's way through the grains, its time on devices and its crop's making left out, 64 questions at "
        + "the same time, images of 2 MB";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        var engines = new WatchedEngines(new());
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton<IEngineFactory>(engines);
        builder.UseJudgerSilo(new()
        {
            Slots = [.. Enumerable.Range(0, Devices).Select(i => new SlotOptions { Device = $"simulated:{i}", Engine = new() { Workers = 1 } })],
            Drain = new() { Timeout = TimeSpan.Zero },

            // An image stays on its slot, so that the row of the general prompt, which is no single question's, is not computed while questions are measured.
            Routing = new() { LoadFactor = double.PositiveInfinity },
        });
        builder.Services.AddJudgerClient();
        using var host = builder.Build();
        await host.StartAsync(bench.Cancellation);
        var client = host.Services.GetRequiredService<IJudgerClient>();

        var pictures = Enumerable.Range(0, Images).Select(Noise).ToArray();
        var files = pictures.Select(picture => ImageEncoder.EncodePng(picture)).ToArray();
        var first = new List<double>();
        foreach (var file in files) first.Add(await MillisecondsAsync(() => client.PutImageAsync(file, bench.Cancellation)));
        var again = new List<double>();
        foreach (var file in files) again.Add(await MillisecondsAsync(() => client.PutImageAsync(file, bench.Cancellation)));
        var digests = await Task.WhenAll(files.Select(file => client.PutImageAsync(file, bench.Cancellation)));

        var number = 0;
        var asked = new ConcurrentBag<(QuestionRecord Record, int Image, TimeSpan Whole, TimeSpan Device)>();
        await AskAsync(bench.IsQuick ? WarmUp + 300 : WarmUp + Questions);
        await host.StopAsync(CancellationToken.None);

        // Made again, alone: in the run it took as long or longer, so that none of the grains' own time is left out with it.
        var (all, stages, rest, crops) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        foreach (var (record, image, whole, device) in asked)
        {
            var crop = await MillisecondsAsync(() => Task.FromResult(engines.Image.Resize(pictures[image], record.Region!.Box)));
            var calls = record.Stages.Aggregate(TimeSpan.Zero, (sum, entry) => sum + entry.Took);
            crops.Add(crop);
            all.Add((whole - device).TotalMilliseconds - crop);
            stages.Add((calls - device).TotalMilliseconds - crop);
            rest.Add((whole - calls).TotalMilliseconds);
        }

        return
        [
            new("way through the grains, p50", At(all, 0.5), Target.AtMost(1), string.Create(
                CultureInfo.InvariantCulture,
                $"ms a question; of it calls of slots {At(stages, 0.5).Median:F2}, the question's grain and three saves {At(rest, 0.5).Median:F2}")),
            new("way through the grains, p99", At(all, 0.99), Target.AtMost(5), string.Create(
                CultureInfo.InvariantCulture,
                $"ms a question; of it calls of slots {At(stages, 0.99).Median:F2}, the question's grain and three saves {At(rest, 0.99).Median:F2}")),
            new("making a question's crop, p50", At(crops, 0.5), null, "ms; left out above"),
            new("putting a new image of 2 MB", Spread.Of(first), null, "ms: two digests, a look at its header, one save"),
            new("putting it again", Spread.Of(again), null, "ms: one digest, and a call that asks whether it is there"),
        ];

        async Task AskAsync(int questions)
        {
            var left = questions;
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    var i = Interlocked.Increment(ref number);
                    var name = $"[{i}]";
                    var request = new AskRequest
                    {
                        Images = [digests[i % Images]],
                        Question = $"What is it, {name}?",
                        Options = new() { Policy = JudgmentPolicy.Never },
                    };
                    var started = Stopwatch.GetTimestamp();
                    var record = await client.AskAsync(request, QuestionId.New(), bench.Cancellation);
                    var whole = Stopwatch.GetElapsedTime(started);

                    // The first ones all come at the same instant, which is no load that lasts.
                    if (i > WarmUp) asked.Add((record, i % Images, whole, engines.TimeOf(name)));
                }
            }));
        }
    }

    private static Spread At(List<double> values, double quantile)
    {
        var sorted = values.Order().ToList();
        var value = sorted[(int)(quantile * (sorted.Count - 1))];
        return new(value, value, value);
    }

    private static async Task<double> MillisecondsAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    // Noise cannot be compressed: the file is as large as its pixels.
    private static RgbImage Noise(int seed)
    {
        var image = new RgbImage(Side, Side);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }
}
