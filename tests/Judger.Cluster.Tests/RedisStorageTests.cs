using Judger.Client;
using Judger.Cluster.Tests.Support;
using StackExchange.Redis;

namespace Judger.Cluster.Tests;

/// <summary>What silos leave in Redis, and where.</summary>
[Collection("clusters")]
public sealed class RedisStorageTests
{
    private const int Database = 3;
    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task State_lies_under_the_service_s_name_where_the_connection_says_and_expires()
    {
        await using var redis = await RedisServer.StartAsync();
        var address = new ClusterAddress(
            JudgerClusterKind.Redis, FormattableString.Invariant($"{redis.ConnectionString},defaultDatabase={Database},name=judger-silo"));
        await using var cluster = await JudgerCluster.StartSteadyAsync(
            address, SiloSpec.Simulated("a", 0.05, settings: FormattableString.Invariant($"Questions:Retention={Retention:c}")));
        await using var other = await JudgerCluster.StartSteadyAsync(address, SiloSpec.Simulated("a", 0.05));
        var image = await cluster.PutNewImageAsync();

        Load.AssertAnswered(await Load.AskAllAsync(cluster, [image], "mine", 3));

        // The same ids and the same image are other ones to another service.
        Assert.Null(await other.Client.GetAsync(QuestionId.Parse("mine-0"), TestContext.Current.CancellationToken));
        Assert.IsType<ImageMissingException>((await Load.AskAsync(other, image, "mine-0")).Error);

        await using var connection = await ConnectionMultiplexer.ConnectAsync(FormattableString.Invariant($"{redis.ConnectionString},allowAdmin=true"));
        var server = connection.GetServer(redis.ConnectionString);
        Assert.Contains(await server.ClientListAsync(), client => client.Name == "judger-silo");
        Assert.Empty(server.Keys(database: 0));
        var keys = server.Keys(Database).Select(key => key.ToString()).ToList();
        Assert.All(keys, key => Assert.True(key.StartsWith(cluster.Id, StringComparison.Ordinal) || key.StartsWith(other.Id, StringComparison.Ordinal), key));
        Assert.Equal(
            ["image", "question", "question", "question"],
            keys.Where(key => key.StartsWith($"{cluster.Id}/state/", StringComparison.Ordinal)).Select(key => key.Split('/')[^1]).Order());
        foreach (var key in keys)
        {
            var left = await connection.GetDatabase(Database).KeyTimeToLiveAsync(key);
            if (!key.StartsWith($"{cluster.Id}/state/", StringComparison.Ordinal)) continue;
            Assert.True(left > Retention - TimeSpan.FromMinutes(2) && left <= Retention, $"{key} expires in {left}.");
        }

        // Who belongs to the cluster must not be forgotten while silos are there.
        var membership = Assert.Single(keys, key => key.StartsWith(cluster.Id, StringComparison.Ordinal) && key.Contains("members", StringComparison.Ordinal));
        Assert.Null(await connection.GetDatabase(Database).KeyTimeToLiveAsync(membership));
    }
}
