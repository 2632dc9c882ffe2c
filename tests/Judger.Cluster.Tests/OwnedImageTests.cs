using Judger.Client;
using Judger.Cluster.Tests.Support;
using Judger.Server.Cluster.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Judger.Cluster.Tests;

/// <summary>Who has put an image is kept as the image is: over a restart of all silos, in either database, and for as long.</summary>
[Collection("clusters")]
public sealed class OwnedImageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_knows_the_owner_after_all_silos_were_stopped()
    {
        await using var redis = await RedisServer.StartAsync();
        await AssertKeptAsync(redis);
    }

    [Fact]
    public async Task Postgres_knows_the_owner_after_all_silos_were_stopped_until_it_is_swept()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await PostgresSchema.ApplyAsync(postgres.ConnectionString, Token);

        var service = await AssertKeptAsync(new(JudgerClusterKind.Postgres, postgres.ConnectionString));

        await using var rows = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var age = rows.CreateCommand("UPDATE orleansstorage SET modifiedon = modifiedon - interval '2 hours'");
        var count = await age.ExecuteNonQueryAsync(Token);
        var sweep = new PostgresSweep(postgres.ConnectionString, service, TimeSpan.FromHours(1), NullLogger<PostgresSweep>.Instance);
        Assert.Equal((2, 2), (count, await sweep.SweepAsync(Token)));
    }

    private static async Task<string> AssertKeptAsync(ClusterAddress address)
    {
        await using var cluster = await JudgerCluster.StartSteadyAsync(address, SiloSpec.Simulated("a", 0.05));
        var owned = new OwnedImages(cluster.Client, cluster.Grains, TimeProvider.System);
        var digest = await owned.PutAsync("mine", JudgerCluster.NewImage(), Token);

        await cluster.Silos["a"].StopAsync();
        await cluster.Silos["a"].StartAsync();

        Assert.Equal(
            (true, false, true),
            (await owned.HasAsync("mine", digest, Token), await owned.HasAsync("other", digest, Token), await owned.HasAsync(null, digest, Token)));
        await owned.RequireAsync("mine", digest, Token);
        await Assert.ThrowsAsync<ImageMissingException>(() => owned.RequireAsync("other", digest, Token));
        return cluster.Id;
    }
}
