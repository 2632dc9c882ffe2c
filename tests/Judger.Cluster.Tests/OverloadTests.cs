using System.Diagnostics;
using System.Globalization;
using Judger.Cluster.Tests.Support;

namespace Judger.Cluster.Tests;

/// <summary>A cluster that is asked more than it can do does as much as it can, and refuses the rest at once.</summary>
[Collection("clusters")]
public sealed class OverloadTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);
    private static readonly AskOptions Options = Load.Options with { Budget = TimeSpan.FromSeconds(6) };

    [Fact]
    public async Task At_three_times_the_capacity_goodput_stays_and_what_is_admitted_is_in_time()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartSteadyAsync(redis, SiloSpec.Simulated("a"), SiloSpec.Simulated("b"), SiloSpec.Gateway);
        var images = await Load.PutImagesAsync(cluster, 2000);

        // Every question is about an image of its own: no cache helps the one side more than the other.
        var clock = Stopwatch.StartNew();
        var full = await Load.KeepAskingAsync(cluster, images[..800], "peak", 40, () => Task.Delay(Window));
        var peak = full.Count(answer => answer.Error is null) / clock.Elapsed.TotalSeconds;
        Load.AssertAnswered(full);
        var memory = await MemoryAsync(cluster);

        var asked = new List<Task<Answered>>();
        clock.Restart();
        while (clock.Elapsed < 2 * Window)
        {
            asked.Add(Load.AskAsync(cluster, images[800 + asked.Count], $"over-{asked.Count}", Options));
            var next = TimeSpan.FromSeconds(asked.Count / (3 * peak));
            if (next > clock.Elapsed) await Task.Delay(next - clock.Elapsed, TestContext.Current.CancellationToken);
        }

        var arrivals = clock.Elapsed;
        var answered = await Task.WhenAll(asked);
        var (good, refused) = (
            answered.Where(answer => answer.Record is { IsFinished: true, IsCutShort: false }).ToList(),
            answered.Where(answer => answer.Error is OverloadedException).ToList());
        var admitted = answered.Length - refused.Count;
        var goodput = good.Count / clock.Elapsed.TotalSeconds;
        var reports = await Task.WhenAll(new[] { "a", "b" }.Select(cluster.ReportAsync));
        var refusal = reports.SelectMany(report => report.Slots).Max(slot => slot.RefusalP99);
        var after = await MemoryAsync(cluster);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"peak {peak:F1}/s; asked {answered.Length / arrivals.TotalSeconds:F1}/s; goodput {goodput:F1}/s = {goodput / peak:P0}; "
            + $"{refused.Count} refused, p99 {refusal.TotalMilliseconds:F2} ms at the slot, "
            + $"p50 {Load.Quantile(refused.Select(a => a.Latency), 0.5).TotalMilliseconds:F1} ms and "
            + $"p99 {Load.Quantile(refused.Select(a => a.Latency), 0.99).TotalMilliseconds:F1} ms at the client; "
            + $"{good.Count} of {admitted} admitted in time; memory {memory >> 20} MB, then {after >> 20} MB"));

        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.True(((OverloadedException)answer.Error!).RetryAfter > TimeSpan.Zero));
        Assert.True(
            good.Count >= 0.99 * admitted,
            $"{good.Count} of {admitted} admitted questions were in time; the first that was not: "
            + $"{answered.FirstOrDefault(a => !good.Contains(a) && !refused.Contains(a))?.Error}");
        Assert.True(goodput >= 0.95 * peak, $"Goodput {goodput:F1}/s of {peak:F1}/s.");
        Assert.True(await MemoryAsync(cluster) < 1.5 * memory, "Memory grew.");
    }

    private static async Task<long> MemoryAsync(JudgerCluster cluster) =>
        (await Task.WhenAll(cluster.Silos.Keys.Select(cluster.ReportAsync))).Sum(report => report.WorkingSet);
}
