using System.Net.Sockets;
using Judger.Server.Cluster;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Persistence.Redis;
using Orleans.Reminders.Redis;
using Orleans.Storage;
using StackExchange.Redis;

namespace Judger.Server.Tests.Cluster;

/// <summary>What callers and the log hear of a storage that fails.</summary>
public sealed class StorageWatchTests : IDisposable
{
    private const string Endpoint = "10.1.2.3:6379";
    private const string Away = "StorageAway The cluster's storage does not answer. Questions wait for it within their budgets";
    private const string Back = "StorageBack The cluster's storage answers again";
    private const string Defect = "StorageDefect The cluster's storage answers, and cannot read or write a state";

    private readonly LogLines _log = new();
    private readonly LoggerFactory _factory;
    private readonly StorageWatch _watch;

    public StorageWatchTests()
    {
        _factory = new([_log]);
        _watch = new(_factory.CreateLogger<StorageWatch>());
    }

    public static TheoryData<Exception> Outages =>
    [
        new NpgsqlException("Failed to connect to 10.1.2.3:6379", new SocketException((int)SocketError.ConnectionRefused)),
        new NpgsqlException("Exception while reading from 10.1.2.3:6379"),
        new RedisConnectionException(ConnectionFailureType.UnableToConnect, "It was not possible to connect to 10.1.2.3:6379"),
        new TimeoutException("10.1.2.3:6379"),
        new OrleansException("wrapped", new IOException("10.1.2.3:6379")),

        // Orleans keeps the words only.
        new RedisStorageException("Failed to read grain state with key x. StackExchange.Redis.RedisTimeoutException: Timeout, endpoint 10.1.2.3:6379"),
        new RedisRemindersException("StackExchange.Redis.RedisConnectionException: No connection to 10.1.2.3:6379"),
    ];

    public void Dispose()
    {
        _factory.Dispose();
        _log.Dispose();
    }

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task An_outage_is_named_once_and_so_is_its_end_and_callers_hear_nothing_of_the_inside(Exception outage)
    {
        for (var i = 0; i < 3; i++)
        {
            var error = await FailAsync(outage);
            Assert.Equal("The cluster's storage does not answer. Ask again when it is back.", error.Message);
            Assert.Null(error.InnerException);
        }

        Assert.Equal([Away], _log.All);
        Assert.Same(outage, Assert.Single(_log.Exceptions));
        Assert.Equal(7, await _watch.WriteAsync(() => Task.FromResult(7)));
        Assert.Equal(8, await _watch.WriteAsync(() => Task.FromResult(8)));
        Assert.Equal([Away, Back], _log.All);
    }

    [Fact]
    public async Task A_storage_that_can_be_read_and_not_written_is_away_until_it_can_be_written()
    {
        var full = new TimeoutException("MISCONF Errors writing to the AOF file: No space left on device");
        for (var i = 0; i < 3; i++)
        {
            await FailAsync(full);
            Assert.Equal(7, await _watch.ReadAsync(() => Task.FromResult(7)));
        }

        Assert.Equal([Away], _log.All);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _watch.ReadAsync(() => Task.FromException(full)));
        await _watch.WriteAsync(() => Task.CompletedTask);
        Assert.Equal([Away], _log.All);
        await _watch.ReadAsync(() => Task.CompletedTask);
        Assert.Equal([Away, Back], _log.All);
    }

    [Fact]
    public async Task Anything_else_is_a_defect_that_is_named_each_time_and_no_outage()
    {
        Exception[] defects =
        [
            new InvalidOperationException($"A state of {Endpoint} cannot be deserialized."),
            new RedisStorageException($"Failed to read grain state. System.ArgumentException: a field of {Endpoint} is too large"),
        ];
        foreach (var defect in defects)
        {
            var error = await FailAsync(defect);
            Assert.Equal("The cluster's storage could not do this. The server's log has the details.", error.Message);
            Assert.Null(error.InnerException);
        }

        Assert.Equal([Defect, Defect], _log.All);
        Assert.Equal(defects, _log.Exceptions);
        await _watch.WriteAsync(() => Task.CompletedTask);
        Assert.Equal(2, _log.All.Count);
    }

    [Fact]
    public async Task Another_activations_save_shows_that_the_storage_is_back()
    {
        await FailAsync(new TimeoutException());

        await Assert.ThrowsAsync<InconsistentStateException>(() => _watch.WriteAsync(() => Task.FromException(new InconsistentStateException("other"))));

        Assert.Equal([Away, Back], _log.All);
    }

    private Task<StorageUnavailableException> FailAsync(Exception exception) =>
        Assert.ThrowsAsync<StorageUnavailableException>(() => _watch.WriteAsync(() => Task.FromException(exception)));
}
