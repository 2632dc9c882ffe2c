using System.Net.Sockets;
using Judger.Server.Cluster;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Messaging;

namespace Judger.Server.Telemetry;

/// <summary>
/// Leaves out what Orleans logs and is no news. Its watchdog may compare with a check before there was one; then it warns that checks "have not completed for"
/// the time since the computer started: nothing of this silo can take longer than the silo exists. And of a storage that fails, each of its layers logs every
/// state that it could not read or write, with two stack traces: <see cref="StorageWatch"/> tells the same, once an outage. All else is logged; but that
/// another silo cannot be reached is no defect, so its reason is told in a line and without stack traces, which would fill the logs of a cluster that starts.
/// </summary>
/// <param name="inner">Makes the loggers.</param>
/// <param name="time">The clock.</param>
internal sealed class OrleansLogFilter(ILoggerFactory inner, TimeProvider time) : ILoggerFactory
{
    /// <summary>The category of the watchdog's log.</summary>
    public const string Watchdog = "Orleans.Runtime.Watchdog";

    /// <summary>
    /// The categories of those who log each state that a storage failed to read or write: the storages, and whoever calls the one under watch.
    /// </summary>
    public static readonly string[] Storages =
        [typeof(WatchedStorage).FullName!, "Orleans.Persistence.RedisGrainStorage", "Orleans.Storage.AdoNetGrainStorage"];

    private readonly long _created = time.GetTimestamp();

    public ILogger CreateLogger(string categoryName)
    {
        var logger = inner.CreateLogger(categoryName);
        return categoryName == Watchdog ? new Filtered(logger, (_, values, _) => IsPossible(values))
            : Storages.Contains(categoryName) ? new Filtered(logger, (level, _, exception) => level < LogLevel.Error || exception is null)
            : categoryName.StartsWith("Orleans.", StringComparison.Ordinal) ? new Brief(logger)
            : logger;
    }

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private bool IsPossible(IEnumerable<KeyValuePair<string, object?>> values) =>
        !values.Any(value => value.Value is TimeSpan elapsed && elapsed > time.GetElapsedTime(_created));

    /// <summary>Whether an error is that another silo cannot be reached, or does not answer.</summary>
    private static bool IsOfNetwork(Exception exception) => exception switch
    {
        AggregateException all => all.InnerExceptions.All(IsOfNetwork),
        OrleansMessageRejectionException or ConnectionFailedException or SiloUnavailableException or SocketException => true,
        _ => exception.InnerException is { } inner && IsOfNetwork(inner),
    };

    private sealed class Brief(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is null || !IsOfNetwork(exception))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
                return;
            }

            var reason = exception.GetBaseException().Message.ReplaceLineEndings(" ");
            inner.Log(logLevel, eventId, state, null, (said, _) => $"{formatter(said, null)}: {reason}");
        }
    }

    private sealed class Filtered(ILogger inner, Func<LogLevel, IEnumerable<KeyValuePair<string, object?>>, Exception?, bool> isNews) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (isNews(logLevel, state as IEnumerable<KeyValuePair<string, object?>> ?? [], exception))
                inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
