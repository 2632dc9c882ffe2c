using System.Diagnostics;
using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Client;
using Judger.Grains.Slots;
using Judger.Imaging.Encoders;
using Judger.Server.Hosting;
using Judger.TinyModel;
using Judger.TinyModel.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Judger.Benchmarks.Cases;

/// <summary>
/// What it costs to watch: questions a second of a silo that sends all spans, metrics and logs by OTLP and is scraped as the delivered configuration does,
/// against one that tells nothing. The receiver runs in the same process, so that its share is in the figure too. Both sides start a silo of their own each
/// time, since who listens, listens to the whole process; the rounds are long, because what a new silo compiles would outweigh what is measured.
/// </summary>
internal sealed class TelemetryBenchmark : IBenchmark
{
    private const string Receiver = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const int Images = 8;
    private const int AtOnce = 8;

    // As in deploy/observability/prometheus.yml.
    private static readonly TimeSpan ScrapeInterval = TimeSpan.FromSeconds(10);

    public string Name => "telemetry";

    public string Description => "questions a second with all telemetry on, sent, received and scraped on the same cores, against none";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var receiver = builder.Build();
        var bytes = 0L;
        receiver.MapPost("/v1/{signal}", async (HttpContext context) =>
        {
            Interlocked.Add(ref bytes, context.Request.ContentLength ?? 0);
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        });
        await receiver.StartAsync(bench.Cancellation);
        var address = receiver.Urls.Single();

        return
        [
            await MeasureAsync("embedded model", new() { ModelFolder = EmbeddedModel.Folder }, bench.IsQuick ? 40 : 4000),
            await MeasureAsync(
                "a device as fast as a large GPU with LLaVA-1.5-7B", new() { Device = "simulated:0", Engine = new() { Workers = 1 } }, bench.IsQuick ? 16 : 64),
        ];

        async Task<Measurement> MeasureAsync(string name, SlotOptions slot, int questions)
        {
            var rounds = bench.Rounds(9);
            var (rates, costs, allocations) = (Sides(), Sides(), Sides());
            bytes = 0;
            for (var round = bench.FirstRound; round < rounds; round++)
            {
                foreach (var side in round % 2 == 0 ? new[] { 0, 1 } : [1, 0])
                {
                    var (seconds, cpu, allocated) = await SideAsync(slot, questions, side == 1 ? address : null, bench.Cancellation);
                    if (round < 0) continue;
                    rates[side].Add(questions / seconds);
                    costs[side].Add(cpu / questions);
                    allocations[side].Add(allocated / questions / 1024.0);
                }
            }

            var cost = Spread.OfRatios(costs[1], costs[0]);
            return new($"telemetry on, {name}", Spread.OfRatios(rates[1], rates[0]), Target.AtLeast(0.99), string.Create(
                CultureInfo.InvariantCulture,
                $"{Spread.Of(rates[1]).Median:F1} questions/s against {Spread.Of(rates[0]).Median:F1}; processor time {Spread.Of(costs[1]).Median * 1000:F2} "
                + $"ms a question against {Spread.Of(costs[0]).Median * 1000:F2}, ratio {cost.Median:F3} [{cost.Low:F3}, {cost.High:F3}]; "
                + $"{Spread.Of(allocations[1]).Median:F1} KiB allocated a question against {Spread.Of(allocations[0]).Median:F1}; "
                + $"{bytes / ((rounds + 1) * questions) / 1024.0:F1} KiB sent a question"));
        }
    }

    private static List<double>[] Sides() => [[], []];

    private static async Task<(double Seconds, double Processor, double Allocated)> SideAsync(
        SlotOptions slot, int questions, string? receiver, CancellationToken cancellation)
    {
        Environment.SetEnvironmentVariable(Receiver, receiver);
        Environment.SetEnvironmentVariable(Protocol, receiver is null ? null : "http/protobuf");
        using var host = JudgerHost.Build(new()
        {
            SiloName = "bench",
            Slots = [slot],
            Drain = new() { Timeout = TimeSpan.Zero },
            Http = new() { Urls = ["http://127.0.0.1:0"], Metrics = receiver is not null },
        });
        await host.StartAsync(cancellation);
        var client = host.Services.GetRequiredService<IJudgerClient>();
        var digests = await Task.WhenAll(
            Enumerable.Range(0, Images).Select(seed => client.PutImageAsync(ImageEncoder.EncodePng(DemoScene.Draw(seed).Scene.Image), cancellation)));
        await AskAsync(questions / 4, "warm");

        using var scraping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var scrapes = receiver is null ? Task.CompletedTask : ScrapeAsync(new(((WebApplication)host).Urls.Single()), scraping.Token);
        var (started, processor, allocated) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        await AskAsync(questions, "q");
        var took = (
            Stopwatch.GetElapsedTime(started).TotalSeconds,
            (Environment.CpuUsage.TotalTime - processor).TotalSeconds,
            (double)(GC.GetTotalAllocatedBytes() - allocated));
        await scraping.CancelAsync();
        await scrapes;
        await host.StopAsync(CancellationToken.None);
        return took;

        async Task AskAsync(int count, string name)
        {
            var next = 0;
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
            {
                for (int i; (i = Interlocked.Increment(ref next)) <= count;)
                {
                    var request = new AskRequest
                    {
                        Images = [digests[i % Images]],
                        Question = $"What number is on object {i}?",
                        Options = new() { Policy = JudgmentPolicy.Always, MaxRounds = 1 },
                    };
                    await client.AskAsync(request, QuestionId.Parse($"{name}-{i}"), cancellation);
                }
            }));
        }
    }

    private static async Task ScrapeAsync(Uri silo, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = silo };
        try
        {
            while (true)
            {
                await http.GetByteArrayAsync(new Uri("/metrics", UriKind.Relative), cancellation);
                await Task.Delay(ScrapeInterval, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The round is over.
        }
    }
}
