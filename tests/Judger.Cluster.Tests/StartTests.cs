using System.Diagnostics;
using Judger.Cluster.Tests.Support;
using Judger.Tests.Shared;

namespace Judger.Cluster.Tests;

/// <summary>A silo that is told to stop before it serves.</summary>
[Collection("clusters")]
public sealed class StartTests(ITestOutputHelper output)
{
    // What a silo takes to go; without it, it would load for a minute.
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(10);

    private static readonly SiloSpec Quick = new("quick", "Slots:0:Device=simulated:0");

    private static readonly SiloSpec Slow = new(
        "slow", "Slots:0:Device=simulated:0", "Slots:1:Device=simulated:1", "Slots:1:Simulated:Name=large", "Slots:1:Simulated:LoadTime=00:01:00");

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_silo_that_loads_its_models_stops_when_it_is_told_to(string signal)
    {
        await using var silo = new SiloProcess(Slow, []);
        await silo.StartUntilAsync("Model simulated is resident on simulated:0");
        var asked = Stopwatch.StartNew();

        Assert.Equal(0, await silo.StopAsync(signal));

        output.WriteLine(FormattableString.Invariant($"It went after {asked.Elapsed.TotalSeconds:F2} s."));
        Assert.True(asked.Elapsed < Promptly, $"It took {asked.Elapsed}.");
        Assert.EndsWith("stopped before ready", silo.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("error", silo.Errors, StringComparison.Ordinal);
    }
    [Fact]
    public async Task A_silo_waits_for_a_redis_that_starts_later()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        await using var silo = new SiloProcess(Quick, ["Cluster:Storage=Redis", $"Cluster:ConnectionString={redis.ConnectionString}"]);
        var started = silo.StartAsync();
        while (!started.IsCompleted && !silo.Errors.Contains("The cluster's storage (Redis) cannot be reached. The silo waits", StringComparison.Ordinal))
            await Task.Delay(50, TestContext.Current.CancellationToken);

        await redis.RunAsync();

        await started;
        Assert.Contains("The cluster's storage (Redis) answers", silo.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_whose_redis_stays_away_ends_and_says_what_to_do()
    {
        await using var silo = new SiloProcess(
            Quick, ["Cluster:Storage=Redis", $"Cluster:ConnectionString=127.0.0.1:{Ports.Take()}", "Cluster:StartTimeout=00:00:01"]);

        Assert.Equal(1, await silo.RunToEndAsync());

        Assert.EndsWith(
            "error: The cluster's storage (Redis) cannot be reached; check Cluster:ConnectionString, and that it runs.", silo.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("resident", silo.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_whose_database_has_no_tables_says_how_to_make_them()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var silo = new SiloProcess(Quick, ["Cluster:Storage=Postgres", $"Cluster:ConnectionString={postgres.ConnectionString}"]);

        Assert.Equal(1, await silo.RunToEndAsync());

        Assert.EndsWith(
            "error: The cluster's storage (Postgres) has no tables of Judger; make them: judger schema --apply CONNECTION.",
            silo.Errors,
            StringComparison.Ordinal);
    }
}
