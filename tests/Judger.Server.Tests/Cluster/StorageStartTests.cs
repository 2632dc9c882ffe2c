using System.Net.Sockets;
using Judger.Server.Cluster;
using Judger.Server.Configuration;
using Judger.Tests.Shared;
using Microsoft.Extensions.Logging;
using Npgsql;
using StackExchange.Redis;

namespace Judger.Server.Tests.Cluster;

/// <summary>A silo that starts waits for its storage, and ends at once where waiting changes nothing.</summary>
public sealed class StorageStartTests : IDisposable
{
    private const string Reach = "check Cluster:ConnectionString, and that it runs.";
    private const string Rights = "check user and password in Cluster:ConnectionString, and that user's rights.";

    private readonly FakeClock _clock = new();
    private readonly LogLines _log = new();
    private readonly LoggerFactory _factory;
    private readonly SiloClusterOptions _options = new() { Storage = ClusterStorage.Redis, ConnectionString = "there" };
    private int _probes;

    public StorageStartTests() => _factory = new([_log]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<Exception, string> Passing => new()
    {
        { new RedisConnectionException(ConnectionFailureType.UnableToConnect, "No connection, mgr: 10 of 10"), $"cannot be reached; {Reach}" },
        { Redis("LOADING Redis is loading the dataset in memory"), $"is not ready (LOADING Redis is loading the dataset in memory); {Reach}" },
        { new NpgsqlException("x", new SocketException((int)SocketError.ConnectionRefused)), $"cannot be reached (Connection refused); {Reach}" },
        { Postgres("57P03", "the database system is starting up"), $"is not ready (the database system is starting up); {Reach}" },
        { new TimeoutException(), $"does not answer; {Reach}" },
    };

    public static TheoryData<Exception, string> Final => new()
    {
        { new RedisConnectionException(ConnectionFailureType.AuthenticationFailure, "x"), $"refuses the user or the password; {Rights}" },
        { Redis("NOAUTH Authentication required."), $"refuses (NOAUTH Authentication required); {Rights}" },
        { Postgres("28P01", "password authentication failed for user \"x\""), $"refuses (password authentication failed for user \"x\"); {Rights}" },
        { Postgres("42501", "permission denied"), $"refuses (permission denied); {Rights}" },
        {
            Postgres("3D000", "database \"y\" does not exist"),
            "refuses (database \"y\" does not exist); make the database, or name another in Cluster:ConnectionString."
        },
        { Postgres("42P01", "x"), "has no tables of Judger; make them: judger schema --apply CONNECTION." },
    };

    public void Dispose()
    {
        _factory.Dispose();
        _log.Dispose();
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task It_is_waited_for_and_the_log_says_so_once(Exception problem, string words)
    {
        await _clock.RunAsync(StartAsync(probe => probe < 5 ? throw problem : Task.CompletedTask));

        Assert.Equal(5, _probes);
        Assert.Equal(
            [
                $"StorageAwaited The cluster's storage (Redis) {words.Split(';')[0]}. The silo waits for it, 30 s at most",
                "StorageThere The cluster's storage (Redis) answers",
            ],
            _log.All);
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task One_that_stays_away_is_given_up(Exception problem, string words)
    {
        var error = await Assert.ThrowsAsync<ServerConfigurationException>(() => _clock.RunAsync(StartAsync(_ => throw problem)));

        Assert.Equal($"The cluster's storage (Redis) {words}", error.Message);
        Assert.Equal(TimeSpan.FromSeconds(30), _clock.Elapsed);
    }

    [Theory]
    [MemberData(nameof(Final))]
    public async Task One_that_refuses_is_not_waited_for(Exception problem, string words)
    {
        var error = await Assert.ThrowsAsync<ServerConfigurationException>(() => _clock.RunAsync(StartAsync(_ => throw problem)));

        Assert.Equal($"The cluster's storage (Redis) {words}", error.Message);
        Assert.Equal((1, TimeSpan.Zero), (_probes, _clock.Elapsed));
        Assert.Empty(_log.All);
    }

    [Fact]
    public async Task One_that_hangs_is_given_up_too()
    {
        var error = await Assert.ThrowsAsync<ServerConfigurationException>(() => _clock.RunAsync(StartAsync(_ => Task.Delay(Timeout.Infinite, Token))));

        Assert.Equal($"The cluster's storage (Redis) does not answer; {Reach}", error.Message);
        Assert.InRange(_clock.Elapsed, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(42));
    }

    [Fact]
    public async Task One_that_answers_is_not_spoken_of()
    {
        await StartAsync(_ => Task.CompletedTask);

        Assert.Empty(_log.All);
    }

    private static PostgresException Postgres(string state, string words) => new(words, "ERROR", "ERROR", state);

    private static RedisServerException Redis(string words) => new(words);

    private Task StartAsync(Func<int, Task> probe) =>
        new StorageStart(_options, (_, _) => probe(++_probes), _clock, _factory.CreateLogger<StorageStart>()).StartingAsync(Token);
}
