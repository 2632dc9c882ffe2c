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

    // A storage that can be read and not written, as one whose disk is full, is away all the time, not anew after each read.
    private int _away;

    [Flags]
    private enum Use
    {
        Reading = 1,
        Writing = 2,
    }

    /// <summary>Runs an operation of the storage that changes nothing.</summary>
    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task<T> ReadAsync<T>(Func<Task<T>> operation) => RunAsync(Use.Reading, operation);

    /// <inheritdoc cref="ReadAsync{T}"/>
    public Task ReadAsync(Func<Task> operation) => RunAsync(Use.Reading, operation);

    /// <summary>Runs an operation that changes what is stored.</summary>
    /// <exception cref="StorageUnavailableException">It failed for a reason of the storage's.</exception>
    /// <exception cref="InconsistentStateException">Another activation has saved meanwhile.</exception>
    public Task<T> WriteAsync<T>(Func<Task<T>> operation) => RunAsync(Use.Writing, operation);

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<Task> operation) => RunAsync(Use.Writing, operation);

    private async Task<T> RunAsync<T>(Use use, Func<Task<T>> operation)
    {
        try
        {
            var result = await operation();
            NoteBack(use);
            return result;
        }
        catch (InconsistentStateException)
        {
            NoteBack(use);
            throw;
        }
        catch (Exception exception) when (exception is not JudgerException)
        {
            if (!IsOutage(exception))
            {
                LogDefect(exception);
                throw new StorageUnavailableException("The cluster's storage could not do this. The server's log has the details.");
            }

            if (Interlocked.Or(ref _away, (int)use) == 0) LogAway(exception);
            throw new StorageUnavailableException("The cluster's storage does not answer. Ask again when it is back.");
        }
    }

    private Task<bool> RunAsync(Use use, Func<Task> operation) => RunAsync(use, async () =>
    {
        await operation();
        return true;
    });

    private void NoteBack(Use use)
    {
        if ((Volatile.Read(ref _away) & (int)use) == 0) return;
        if (Interlocked.And(ref _away, ~(int)use) == (int)use) LogBack();
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
