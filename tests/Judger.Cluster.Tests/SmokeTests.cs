using Judger.Cluster.Tests.Support;

namespace Judger.Cluster.Tests;

/// <summary>A cluster comes up, answers, and goes down.</summary>
[Collection("clusters")]
public sealed class SmokeTests
{
    [Fact]
    public async Task Two_silos_behind_a_gateway_answer_and_stop_when_they_are_told_to()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartAsync(redis, SiloSpec.Simulated("a", 0.1), SiloSpec.Simulated("b", 0.1), SiloSpec.Gateway);
        var image = await cluster.PutNewImageAsync();

        var answered = await Load.AskAllAsync(cluster, [image], "smoke", 20, new());

        Load.AssertAnswered(answered);
        Assert.All(await Task.WhenAll(cluster.Silos.Values.Select(silo => silo.StopAsync())), code => Assert.Equal(0, code));
    }
}
