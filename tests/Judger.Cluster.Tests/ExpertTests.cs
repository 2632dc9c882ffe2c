using Judger.Cluster.Tests.Support;
using Judger.Tests.Shared;

namespace Judger.Cluster.Tests;

/// <summary>One expert for a whole cluster, on silos that can ask it.</summary>
[Collection("clusters")]
public sealed class ExpertTests
{
    private const int Questions = 60;
    private const int Concurrency = 3;

    [Fact]
    public async Task Its_limits_hold_for_the_cluster_and_the_death_of_its_silo_loses_nothing()
    {
        int now = 0, most = 0;
        await using var server = await FakeExpertServer.StartAsync(async (_, context) =>
        {
            var count = Interlocked.Increment(ref now);
            for (var seen = Volatile.Read(ref most); count > seen; seen = Volatile.Read(ref most)) Interlocked.CompareExchange(ref most, count, seen);
            try
            {
                await Task.Delay(100, context.RequestAborted);
                await FakeExpertServer.CompleteAsync(context, """{"verdict":"correct","feedback":"","suggested_answer":null}""");
            }
            finally
            {
                Interlocked.Decrement(ref now);
            }
        });
        string[] expert =
        [
            "Experts:0:Name=judge", $"Experts:0:Endpoint={server.Endpoint}", "Experts:0:Model=judge-7b", $"Experts:0:Limits:Concurrency={Concurrency}",
        ];
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartAsync(
            redis, SiloSpec.Simulated("a", 0.1), SiloSpec.Simulated("b", 0.1), SiloSpec.Gateway, new("judges-1", expert), new("judges-2", expert));
        var image = await cluster.PutNewImageAsync();
        var options = new AskOptions { Expert = "judge", Policy = JudgmentPolicy.Always };

        var before = await Load.AskAllAsync(cluster, [image], "before", Questions, options);
        var report = await ReportAsync(cluster);
        Assert.Equal((Concurrency, Questions), (most, (int)report.Total.Requests));
        Assert.StartsWith("judges-", report.Silo, StringComparison.Ordinal);

        var during = Load.AskAllAsync(cluster, [image], "during", Questions, options);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await cluster.Silos[report.Silo].KillAsync();
        var after = await during;

        Load.AssertAnswered([.. before, .. after]);
        Assert.All(before.Concat(after), answer => Assert.Equal(Verdict.Correct, Assert.Single(answer.Record!.Rounds).Judgment.Verdict));

        // The other silo goes on with what the dead one had counted.
        var moved = await ReportAsync(cluster);
        Assert.NotEqual(report.Silo, moved.Silo);
        Assert.InRange(moved.Total.Requests, (2 * Questions) - Concurrency, server.Requests.Count + Concurrency);
    }

    private static Task<ExpertReport> ReportAsync(JudgerCluster cluster) =>
        cluster.Grains.GetGrain<IJudgmentGrain>("judge").ReportAsync(TestContext.Current.CancellationToken);
}
