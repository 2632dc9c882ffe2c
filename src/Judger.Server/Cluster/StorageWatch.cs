using System.Data.Common;
using System.Net.Sockets;
using Judger.Server.Telemetry;
using Microsoft.Extensions.Logging;
using Orleans.Persistence.Redis;
using Orleans.Reminders.Redis;
using Orleans.Storage;
using StackExchange.Redis;

namespace Judger.Server.Cluster;

/// <summary>
/// Stands between this silo and the storage of its cluster. A storage's own exceptions mean nothing elsewhere, and not every one can travel: callers get one
/// that says to ask again, and nothing of where the storage is. The log has the reason: of an outage once, with its end, and of a defect each time. Any thread.
/// </summary>
internal sealed partial class StorageWatch(ILogger<StorageWatch> logger)
{
    private static readonly Type[] Outages =
    [
        typeof(DbException), typeof(RedisException), typeof(SocketException), typeof(TimeoutException), typeof(IOException),
    ];

    private static readonly string[] RedisWords =
    [
        typeof(RedisException).Namespace!, typeof(SocketException).FullName!, typeof(TimeoutException).FullName!, typeof(IOException).FullName!,
    ];

    private int _isAway;

    /// <summary>Runs an operation of the storage.</summary>
    /// <exception cref="StorageUnavailableException">It failed for a reason of the storage's.</exception>
    /// <exception cref="InconsistentStateException">Another activation has saved meanwhile.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> operation)
    {
        try
        {
            var result = await operation();
            NoteBack();
            return result;
        }
        catch (InconsistentStateException)
        {
            NoteBack();
            throw;
        }
        catch (Exception exception) when (exception is not JudgerException)
        {
            if (!IsOutage(exception))
            {
                LogDefect(exception);
                throw new StorageUnavailableException("The cluster's storage could not do this. The server's log has the details.");
            }

            if (Interlocked.Exchange(ref _isAway, 1) == 0) LogAway(exception);
            throw new StorageUnavailableException("The cluster's storage does not answer. Ask again when it is back.");
        }
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<Task> operation) => RunAsync(async () =>
    {
        await operation();
        return true;
    });

    private void NoteBack()
    {
        if (Interlocked.Exchange(ref _isAway, 0) == 1) LogBack();
    }

    // What comes from the database or the network. Of an error of Redis, Orleans keeps only the type's name and the words, in a message of its own.
    private static bool IsOutage(Exception? cause) => cause is not null
        && (Outages.Any(outage => outage.IsInstanceOfType(cause))
            || (cause is RedisStorageException or RedisRemindersException && RedisWords.Any(name => cause.Message.Contains(name, StringComparison.Ordinal)))
            || IsOutage(cause.InnerException));

    [LoggerMessage(EventId = LogEvents.StorageAway, EventName = nameof(LogEvents.StorageAway), Level = LogLevel.Error, Message = "The cluster's storage does "
        + "not answer. Questions wait for it within their budgets")]
    private partial void LogAway(Exception exception);

    [LoggerMessage(EventId = LogEvents.StorageBack, EventName = nameof(LogEvents.StorageBack), Level = LogLevel.Information, Message = "The cluster's storage "
        + "answers again")]
    private partial void LogBack();

    [LoggerMessage(EventId = LogEvents.StorageDefect, EventName = nameof(LogEvents.StorageDefect), Level = LogLevel.Error, Message = "The cluster's storage "
        + "answers, and cannot read or write a state")]
    private partial void LogDefect(Exception exception);
}
