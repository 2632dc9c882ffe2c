using System.Globalization;
using Judger.Cluster.Tests.Support;

namespace Judger.Cluster.Tests.Faults;

/// <summary>Networks that lose packets between silos, or between a silo and the storage, under people who ask over HTTP.</summary>
[Collection("clusters")]
public sealed class PartitionTests(ITestOutputHelper output)
{
    private const int Port = 8080;
    private const string SiloSilent = "does not answer this silo";

    private static readonly string[] Hosts = ["a", "b", "c", "gateway"];
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(20);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_silo_is_cut_off_from_the_others_and_not_from_the_storage() => SurviveAsync("cut off from silos", SiloSilent, async (network, cluster) =>
    {
        var others = new[] { "a", "c", "gateway" };
        await network.CutAsync("b", [.. others.Select(network.AddressOf)]);
        foreach (var other in others) await network.CutAsync(other, network.AddressOf("b"));
        await DeadAsync(cluster);
        await network.MendAsync("b", [.. others.Select(network.AddressOf)]);
        foreach (var other in others) await network.MendAsync(other, network.AddressOf("b"));
    });

    [Fact]
    public Task What_a_silo_sends_to_the_gateway_is_lost() => SurviveAsync("one way to the gateway", "is given up; it joins", async (network, cluster) =>
    {
        await network.CutAsync("b", network.AddressOf("gateway"));
        await DeadAsync(cluster);
        await network.MendAsync("b", network.AddressOf("gateway"));
    });

    [Fact]
    public Task A_silo_is_cut_off_from_the_storage() => SurviveAsync("cut off from storage", "storage does not answer", async (network, cluster) =>
    {
        await network.CutAsync("b", network.Address);
        await Task.Delay(Cut, Token);
        await network.MendAsync("b", network.Address);
    });

    private async Task DeadAsync(JudgerCluster cluster)
    {
        var held = await cluster.StayDeadAsync("b", Cut);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"held to be dead after {held.TotalSeconds:F1} s"));
    }

    private async Task SurviveAsync(string name, string said, Func<TestNetwork, JudgerCluster, Task> fault)
    {
        await using var network = await TestNetwork.CreateAsync(Hosts);
        await using var redis = await RedisServer.StartAsync(network.Address);
        var gateway = $"http://{network.AddressOf("gateway")}:{Port}";
        await using var cluster = await JudgerCluster.StartAsync(
            redis,
            On(network, SiloSpec.Simulated("a", 0.3)),
            On(network, SiloSpec.Simulated("b", 0.3)),
            On(network, SiloSpec.Simulated("c", 0.3)),
            On(network, SiloSpec.Gateway with { Settings = [$"Http:Urls:0={gateway}", "Http:AllowAnonymous=true"] }));
        using var load = new HttpLoad(cluster, new(gateway), await Load.PutImagesAsync(cluster, 20), output);
        await load.SurviveAsync(name, async () =>
        {
            await Task.Delay(Before, Token);
            await fault(network, cluster);

            // A silo that was given up ends when it hears of it; its supervisor starts it again.
            await Task.Delay(TimeSpan.FromSeconds(6), Token);
            if (!cluster.Silos["b"].IsRunning) await cluster.Silos["b"].StartAsync();
        });
        Assert.Contains(said, cluster.Log, StringComparison.Ordinal);
    }

    private static SiloSpec On(TestNetwork network, SiloSpec spec) => spec with
    {
        Host = network.NameOf(spec.Name),
        Settings = [.. spec.Settings, $"Endpoint:Address={network.AddressOf(spec.Name)}"],
    };
}
