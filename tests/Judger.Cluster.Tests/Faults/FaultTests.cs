using System.Diagnostics;
using System.Globalization;
using Judger.Client;
using Judger.Cluster.Tests.Clocks;
using Judger.Cluster.Tests.Support;
using Judger.Server.Cluster.Postgres;
using Judger.Tests.Shared;

namespace Judger.Cluster.Tests.Faults;

/// <summary>
/// What breaks under people who ask over HTTP: a process, a database, a device. Nobody gets an error that is not "later", nothing is lost or done twice, and
/// the log names what broke.
/// </summary>
[Collection("clusters")]
public sealed class FaultTests(ITestOutputHelper output)
{
    private const string SiloSilent = "does not answer this silo";

    private static readonly TimeSpan Before = TimeSpan.FromSeconds(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silo_that_hangs_for_twenty_seconds()
    {
        await using var redis = await RedisServer.StartAsync();
        var port = Ports.Take();
        await using var cluster = await JudgerCluster.StartAsync(redis, Silo("a"), Silo("b"), Silo("c"), Gateway(port));
        await SurviveAsync(cluster, port, "a silo hangs", async () =>
        {
            await Task.Delay(Before, Token);
            await cluster.Silos["b"].FreezeAsync();
            var held = await cluster.StayDeadAsync("b", TimeSpan.FromSeconds(20));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"held to be dead after {held.TotalSeconds:F1} s"));
            await cluster.Silos["b"].ThawAsync();

            // It learns that it was given up, and its supervisor starts it again.
            Assert.NotEqual(0, await cluster.Silos["b"].WaitForExitAsync());
            await cluster.Silos["b"].StartAsync();
        });

        // Any of the others may have been the first to miss it.
        Assert.Contains(SiloSilent, cluster.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_postgres_that_is_away_for_four_seconds()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await PostgresSchema.ApplyAsync(postgres.ConnectionString, Token);
        var port = Ports.Take();
        await using var cluster = await JudgerCluster.StartAsync(
            new(JudgerClusterKind.Postgres, postgres.ConnectionString), Silo("a"), Silo("b"), Gateway(port));
        await SurviveAsync(cluster, port, "postgres is away", async () =>
        {
            await Task.Delay(Before, Token);
            await postgres.KillAsync();
            await Task.Delay(TimeSpan.FromSeconds(4), Token);
            await postgres.RunAsync();
            await Task.Delay(TimeSpan.FromSeconds(4), Token);
        });

        AssertStorageNamed(cluster);
    }

    [Fact]
    public async Task A_redis_that_is_away_for_four_seconds()
    {
        await using var redis = await RedisServer.StartAsync();
        var port = Ports.Take();
        await using var cluster = await JudgerCluster.StartAsync(redis, Silo("a"), Silo("b"), Gateway(port));
        await SurviveAsync(cluster, port, "redis is away", async () =>
        {
            await Task.Delay(Before, Token);
            await redis.KillAsync();
            await Task.Delay(TimeSpan.FromSeconds(4), Token);
            await redis.RunAsync();
            await Task.Delay(TimeSpan.FromSeconds(4), Token);
        });

        AssertStorageNamed(cluster);
    }

    [Theory]
    [InlineData(JudgerClusterKind.Redis)]
    [InlineData(JudgerClusterKind.Postgres)]
    public async Task A_storage_that_takes_half_a_second_to_answer(JudgerClusterKind kind)
    {
        await using var redis = kind == JudgerClusterKind.Redis ? await RedisServer.StartAsync() : null;
        await using var postgres = kind == JudgerClusterKind.Postgres ? await PostgresServer.StartAsync() : null;
        if (postgres is not null) await PostgresSchema.ApplyAsync(postgres.ConnectionString, Token);
        await using var link = new SlowLink(redis?.Port ?? postgres!.Port);
        var port = Ports.Take();
        await using var cluster = await JudgerCluster.StartAsync(
            new(kind, redis is null ? PostgresServer.ConnectionStringAt(link.Port) : link.Address), Silo("a"), Silo("b"), Gateway(port));
        await SurviveAsync(cluster, port, $"{kind} is slow", async () =>
        {
            await Task.Delay(Before, Token);
            link.Delay = TimeSpan.FromSeconds(0.25);
            await Task.Delay(TimeSpan.FromSeconds(10), Token);
            link.Delay = TimeSpan.Zero;
        });

        // It was slow, not away.
        Assert.DoesNotContain("The cluster's storage does not answer", cluster.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redis_whose_disk_is_full_for_six_seconds()
    {
        await using var redis = await RedisServer.StartAsync(diskKilobytes: 64 * 1024);
        var port = Ports.Take();
        await using var cluster = await JudgerCluster.StartAsync(redis, Silo("a"), Silo("b"), Gateway(port));
        await SurviveAsync(cluster, port, "the disk of redis is full", async () =>
        {
            await Task.Delay(Before, Token);
            redis.Disk.Fill(0);
            await Task.Delay(TimeSpan.FromSeconds(6), Token);
            File.Delete(redis.Disk["fill"]);
            await Task.Delay(TimeSpan.FromSeconds(4), Token);
        });

        AssertStorageNamed(cluster);
        Assert.Contains("No space left on device", cluster.Log, StringComparison.Ordinal);

        // Once for the outage, not once for each question.
        Assert.InRange(cluster.Log.Split("The cluster's storage does not answer").Length - 1, 1, 3 * cluster.Silos.Count);
    }

    [Fact]
    public async Task A_device_that_hangs()
    {
        await using var redis = await RedisServer.StartAsync();
        var port = Ports.Take();
        var breaks = Silo("b", "Slots:0:Simulated:Fault=Hang", "Slots:0:Simulated:FaultAfter=00:00:20", "Slots:0:Engine:StepTimeout=00:00:03");
        await using var cluster = await JudgerCluster.StartAsync(redis, Silo("a"), breaks, Silo("c"), Gateway(port));
        await SurviveAsync(cluster, port, "a device hangs", async () =>
        {
            // Its process serves nothing else, so it ends.
            Assert.Equal(75, await cluster.Silos["b"].WaitForExitAsync());
            Assert.Contains("has stopped for good: Device simulated:0 has not finished a step for 3 s", cluster.Silos["b"].Errors, StringComparison.Ordinal);
            await cluster.Silos["b"].StartAsync();
        });
    }

    [Fact]
    public async Task Clocks_that_step_by_hours()
    {
        using var clock = ShiftedClock.Create();
        await using var redis = await RedisServer.StartAsync();
        var port = Ports.Take();
        await using var cluster = await JudgerCluster.StartAsync(
            redis, Silo("a"), Silo("b") with { Environment = clock.Environment }, Silo("c"), Gateway(port));
        await SurviveAsync(cluster, port, "the clock of a silo steps", async () =>
        {
            foreach (var hours in new[] { 0, 3, -3, 0 })
            {
                clock.Set(TimeSpan.FromHours(hours));
                await Task.Delay(TimeSpan.FromSeconds(4), Token);
            }
        });

        Assert.All(cluster.Silos.Values, silo => Assert.True(silo.IsRunning, silo.Errors));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1, 3)]
    public async Task Devices_that_fail_while_others_work(int broken, int everyStepOf)
    {
        await using var redis = await RedisServer.StartAsync();
        var port = Ports.Take();
        SiloSpec[] silos =
        [
            .. Enumerable.Range(0, 4).Select(i => Silo($"{(char)('a' + i)}", i < broken
                ? ["Slots:0:Simulated:Fault=EachStep", "Slots:0:Simulated:FaultAfter=00:00:20", $"Slots:0:Simulated:FaultEvery={everyStepOf}"]
                : [])),
        ];
        await using var cluster = await JudgerCluster.StartAsync(redis, [.. silos, Gateway(port)]);
        await SurviveAsync(cluster, port, $"{broken} of 4 devices fail one step of {everyStepOf}", () => Task.Delay(TimeSpan.FromSeconds(25), Token));

        for (var i = 0; i < broken; i++)
        {
            Assert.Contains($"Slot {silos[i].Name}/simulated:0/simulated is out of rotation", cluster.Log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task All_silos_killed_at_once_serve_again_soon()
    {
        await using var redis = await RedisServer.StartAsync();
        var port = Ports.Take();
        await using var cluster = await JudgerCluster.StartAsync(redis, Silo("a"), Silo("b"), Silo("c"), Gateway(port));
        await Task.WhenAll(cluster.Silos.Values.Select(silo => silo.KillAsync()));

        var clock = Stopwatch.StartNew();
        await Task.WhenAll(cluster.Silos.Values.Select(silo => silo.StartAsync()));
        var ready = clock.Elapsed;
        var images = await Load.PutImagesAsync(cluster, 10);
        Load.AssertAnswered(await Load.AskAllAsync(cluster, images, "again", 40));

        var log = cluster.Silos.Values.MaxBy(silo => silo.Errors.Length)!.Errors;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"all joined after {ready.TotalSeconds:F1} s, 40 questions answered after {clock.Elapsed.TotalSeconds:F1} s, "
            + $"the longest log {log.Length / 1024} KB"));
        Assert.True(log.Length < 200 << 10, $"A log has {log.Length} characters, most of them in{Environment.NewLine}{Longest(log)}");
    }

    // Lines that begin alike, those first that take most of the log.
    private static string Longest(string log) => string.Join(Environment.NewLine, log.Split('\n')
        .GroupBy(line => line.Length > 60 ? line[13..60] : line)
        .OrderByDescending(lines => lines.Sum(line => line.Length))
        .Take(12)
        .Select(lines => $"{lines.Sum(line => line.Length)} characters in {lines.Count()} lines such as {lines.First()}"));

    private static SiloSpec Silo(string name, params IReadOnlyList<string> settings) => SiloSpec.Simulated(name, 0.3, settings: settings);

    private static SiloSpec Gateway(int port) => SiloSpec.Gateway with { Settings = [$"Http:Urls:0=http://127.0.0.1:{port}"] };

    private static void AssertStorageNamed(JudgerCluster cluster)
    {
        Assert.Contains("The cluster's storage does not answer", cluster.Log, StringComparison.Ordinal);
        Assert.Contains("The cluster's storage answers again", cluster.Log, StringComparison.Ordinal);

        // An outage is nobody's defect.
        Assert.DoesNotContain("cannot read or write a state", cluster.Log, StringComparison.Ordinal);
    }

    private async Task SurviveAsync(JudgerCluster cluster, int port, string name, Func<Task> fault)
    {
        var gateway = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        using var load = new HttpLoad(cluster, gateway, await Load.PutImagesAsync(cluster, 20), output);
        await load.SurviveAsync(name, fault);
    }
}
