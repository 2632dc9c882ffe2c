using Judger.Client;
using Judger.Cluster.Tests.Support;
using Judger.Server.Cluster.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Judger.Cluster.Tests;

/// <summary>What is older than it is kept leaves PostgreSQL, on rows that a silo wrote.</summary>
[Collection("clusters")]
public sealed class PostgresSweepTests
{
    private const int Images = 4;
    private static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    [Fact]
    public async Task Old_questions_and_images_of_the_service_are_deleted_and_nothing_else()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var rows = NpgsqlDataSource.Create(postgres.ConnectionString);
        var service = await FillAsync(postgres);
        Assert.Equal([("image", Images), ("question", Images)], await CountAsync(rows, service));

        // Two of each are a day old and a minute less or more; one of each is another service's, and one is no state of ours.
        await ExecuteAsync(rows, Copies(service, "other"));
        await ExecuteAsync(rows, Copies(service, service, type: "'ledger'"));
        await ExecuteAsync(
            rows, "UPDATE orleansstorage SET modifiedon = modifiedon - interval '3 days' WHERE serviceid = 'other' OR graintypestring = 'ledger'");
        await ExecuteAsync(rows, Aged(service, 0, "24 hours 1 minute"));
        await ExecuteAsync(rows, Aged(service, 1, "23 hours 59 minutes"));
        using var sweep = Sweep(postgres, service);

        Assert.Equal(2, await sweep.SweepAsync(TestContext.Current.CancellationToken));

        Assert.Equal(0, await sweep.SweepAsync(TestContext.Current.CancellationToken));
        Assert.Equal([("image", Images - 1), ("ledger", 2 * Images), ("question", Images - 1)], await CountAsync(rows, service));
        Assert.Equal([("image", Images), ("question", Images)], await CountAsync(rows, "other"));
    }

    [Fact]
    public async Task Many_rows_are_deleted_in_portions_and_two_silos_do_not_wait_for_each_other()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var rows = NpgsqlDataSource.Create(postgres.ConnectionString);
        var service = await FillAsync(postgres);
        await ExecuteAsync(rows, $"DELETE FROM orleansstorage WHERE graintypestring = 'image'");
        await ExecuteAsync(rows, Copies(service, service, times: 600));
        await ExecuteAsync(rows, "UPDATE orleansstorage SET modifiedon = modifiedon - interval '2 days'");
        var old = Assert.Single(await CountAsync(rows, service)).Rows;
        Assert.InRange(old, (2 * PostgresSweep.Portion) + 1, (3 * PostgresSweep.Portion) - 1);
        using var sweep = Sweep(postgres, service);

        // What another silo is deleting is held by its transaction.
        await using (var connection = await rows.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await using var hold = new NpgsqlCommand($"SELECT 1 FROM orleansstorage LIMIT {old - 10} FOR UPDATE", connection);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            Assert.Equal(
                10, await sweep.SweepAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        }

        Assert.Equal(PostgresSweep.Portion, await sweep.SweepAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PostgresSweep.Portion, await sweep.SweepAsync(TestContext.Current.CancellationToken));
        Assert.Equal(old - 10 - (2 * PostgresSweep.Portion), await sweep.SweepAsync(TestContext.Current.CancellationToken));
        Assert.Empty(await CountAsync(rows, service));
    }

    [Fact]
    public async Task A_silo_sweeps_by_itself()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await PostgresSchema.ApplyAsync(postgres.ConnectionString, TestContext.Current.CancellationToken);
        await using var cluster = await JudgerCluster.StartSteadyAsync(
            new(JudgerClusterKind.Postgres, postgres.ConnectionString), SiloSpec.Simulated("a", 0.05, settings: "Questions:Retention=00:01:00"));
        Load.AssertAnswered(await Load.AskAllAsync(cluster, [await cluster.PutNewImageAsync()], "swept", 1));
        await using var rows = NpgsqlDataSource.Create(postgres.ConnectionString);
        await ExecuteAsync(rows, "UPDATE orleansstorage SET modifiedon = modifiedon - interval '2 minutes' WHERE graintypestring = 'question'");

        // It does so ten times within the time for which things are kept.
        for (var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(20);
            !(await CountAsync(rows, cluster.Id)).SequenceEqual([("image", 1)]);
            await Task.Delay(100, TestContext.Current.CancellationToken))
            Assert.True(DateTime.UtcNow < deadline, "The old question is still there.");
    }

    private static PostgresSweep Sweep(PostgresServer postgres, string service) =>
        new(postgres.ConnectionString, service, Retention, NullLogger<PostgresSweep>.Instance);

    /// <summary>Has a silo write questions and images; returns its service's id.</summary>
    private static async Task<string> FillAsync(PostgresServer postgres)
    {
        await PostgresSchema.ApplyAsync(postgres.ConnectionString, TestContext.Current.CancellationToken);
        await using var cluster = await JudgerCluster.StartSteadyAsync(
            new(JudgerClusterKind.Postgres, postgres.ConnectionString), SiloSpec.Simulated("a", 0.05));
        Load.AssertAnswered(await Load.AskAllAsync(cluster, await Load.PutImagesAsync(cluster, Images), "kept", Images));
        return cluster.Id;
    }

    private static async Task<(string Type, int Rows)[]> CountAsync(NpgsqlDataSource rows, string service)
    {
        var counts = new List<(string, int)>();
        await using var command = rows.CreateCommand(
            "SELECT graintypestring, count(*)::int FROM orleansstorage WHERE serviceid = @service GROUP BY 1 ORDER BY 1");
        command.Parameters.AddWithValue("service", service);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken)) counts.Add((reader.GetString(0), reader.GetInt32(1)));
        return [.. counts];
    }

    /// <summary>Rows like those of a service, under other keys.</summary>
    private static string Copies(string service, string to, int times = 1, string type = "graintypestring") =>
        $"""
        INSERT INTO orleansstorage
        SELECT grainidhash, grainidn0, grainidn1 + i, graintypehash, {type}, grainidextensionstring || '-' || graintypestring, '{to}',
            payloadbinary, modifiedon, version
        FROM orleansstorage, generate_series(1, {times}) AS i WHERE serviceid = '{service}'
        """;

    /// <summary>Makes one question and one image so old.</summary>
    private static string Aged(string service, int which, string age) => string.Join(';', new[] { "question", "image" }.Select(type =>
        $"UPDATE orleansstorage SET modifiedon = (now() AT TIME ZONE 'utc') - interval '{age}' WHERE ctid = (SELECT ctid FROM orleansstorage WHERE serviceid = "
        + $"'{service}' AND graintypestring = '{type}' ORDER BY grainidextensionstring OFFSET {which} LIMIT 1)"));

    private static async Task ExecuteAsync(NpgsqlDataSource rows, string sql)
    {
        await using var command = rows.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
