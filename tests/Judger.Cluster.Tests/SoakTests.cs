using System.Diagnostics;
using System.Globalization;
using Judger.Cluster.Tests.Support;

namespace Judger.Cluster.Tests;

/// <summary>
/// Three times the load that a cluster can take, about images that change all the time: its processes do not grow. JUDGER_SOAK_QUESTIONS makes it longer;
/// what silos keep of questions for two minutes is full only then.
/// </summary>
[Collection("clusters")]
public sealed class SoakTests(ITestOutputHelper output)
{
    private const string Variable = "JUDGER_SOAK_QUESTIONS";
    private const int Usual = 600;
    private const int InFlight = 24;
    private const int QuestionsAnImage = 2;

    // Pages that the collector keeps for itself come and go.
    private const double Growth = 1.1;
    private const long Slack = 30L << 20;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Mark = TimeSpan.FromMinutes(1);

    // Caches that are full soon.
    private static readonly string[] Small =
    [
        "Images:DecodedBytes=2000000", "Slots:0:Engine:PrefixCacheBytes=1000000", "Slots:0:Engine:VisionCacheBytes=500000", "Slots:0:Simulated:ImageSize=112",
    ];

    [Fact]
    public async Task Silos_and_gateway_stay_as_large_as_they_are()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable(Variable) ?? Usual.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartSteadyAsync(
            redis,
            SiloSpec.Simulated("a", settings: Small),
            SiloSpec.Simulated("b", settings: Small),
            SiloSpec.Gateway with { Settings = ["Images:DecodedBytes=2000000"] });
        var clock = Stopwatch.StartNew();
        using var over = new CancellationTokenSource();
        var watch = WatchAsync(cluster, clock, over.Token);

        await PeakAsync(cluster, "cold", count / 12);
        var peak = await PeakAsync(cluster, "peak", count / 12);

        // However fast the cluster is: after so long, what waits at three times its speed needs longer than its budget.
        var least = (int)(4 * Budget.TotalSeconds * peak);
        var first = await AskAsync(cluster, "first", 3 * peak, Math.Max(least, count / 3));
        var warm = await MeasureAsync(cluster, clock);
        var second = await AskAsync(cluster, "second", 3 * peak, Math.Max(least, count / 2));
        var end = await MeasureAsync(cluster, clock);
        await over.CancelAsync();
        await watch;

        Answered[] answered = [.. first, .. second];
        var refused = answered.Count(answer => answer.Error is OverloadedException);
        output.WriteLine(
            FormattableString.Invariant($"{answered.Length} questions at {3 * peak:F1}/s, {refused} of them refused, in {clock.Elapsed.TotalSeconds:F0} s"));
        Assert.All(answered, answer => Assert.True(answer.Error is null or OverloadedException, answer.Error?.ToString()));
        Assert.InRange(refused, 1, answered.Length - 1);
        Assert.All(
            warm,
            before => Assert.True(
                end[before.Key] < (Growth * before.Value) + Slack, $"{before.Key} grew from {before.Value >> 20} MB to {end[before.Key] >> 20} MB."));
    }

    private static async Task<double> PeakAsync(JudgerCluster cluster, string name, int count)
    {
        var clock = Stopwatch.StartNew();
        var next = -1;
        var images = await Load.PutImagesAsync(cluster, count / QuestionsAnImage);
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < count;)
                Load.AssertAnswered([await Load.AskAsync(cluster, images[i % images.Length], $"{name}-{i}")]);
        }));
        return count / clock.Elapsed.TotalSeconds;
    }

    private static Task<Answered[]> AskAsync(JudgerCluster cluster, string name, double rate, int count)
    {
        var image = Task.FromResult(default(ImageDigest));
        return Load.AskAtRateAsync(rate, count, async i =>
        {
            if (i % QuestionsAnImage == 0) image = cluster.PutNewImageAsync();
            return await Load.AskAsync(cluster, await image, $"{name}-{i}", Load.Options with { Budget = Budget });
        });
    }

    private async Task WatchAsync(JudgerCluster cluster, Stopwatch clock, CancellationToken over)
    {
        while (true)
        {
            await Task.Delay(Mark, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested) return;
            await MeasureAsync(cluster, clock);
        }
    }

    private async Task<Dictionary<string, long>> MeasureAsync(JudgerCluster cluster, Stopwatch clock)
    {
        var memory = (await Task.WhenAll(cluster.Silos.Keys.Select(cluster.ReportAsync))).ToDictionary(report => report.Silo, report => report.WorkingSet);
        output.WriteLine(FormattableString.Invariant(
            $"{clock.Elapsed.TotalSeconds,5:F0} s: {string.Join(", ", memory.Select(silo => $"{silo.Key} {silo.Value >> 20} MB"))}"));
        return memory;
    }
}
