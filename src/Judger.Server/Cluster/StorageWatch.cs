using Judger.Server.Telemetry;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Judger.Server.Cluster;

/// <summary>
/// Stands between this silo and the storage of its cluster. A storage's own exceptions mean nothing elsewhere, and not every one can travel: callers get one
/// that says to ask again. The log names an outage once, and its end. Any thread.
/// </summary>
internal sealed partial class StorageWatch(ILogger<StorageWatch> logger)
{
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
            var reason = Reason(exception);
            if (Interlocked.Exchange(ref _isAway, 1) == 0) LogAway(reason);
            throw new StorageUnavailableException($"The cluster's storage failed ({reason}); ask again under the same id when it is back.");
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

    // Orleans wraps what the database said into words of its own.
    private static string Reason(Exception exception)
    {
        var cause = exception.GetBaseException();
        return $"{cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}";
    }

    [LoggerMessage(EventId = LogEvents.StorageAway, EventName = nameof(LogEvents.StorageAway), Level = LogLevel.Error, Message = "The cluster's storage does "
        + "not answer: {Reason}. Questions wait for it within their budgets")]
    private partial void LogAway(string reason);

    [LoggerMessage(EventId = LogEvents.StorageBack, EventName = nameof(LogEvents.StorageBack), Level = LogLevel.Information, Message = "The cluster's storage "
        + "answers again")]
    private partial void LogBack();
}
