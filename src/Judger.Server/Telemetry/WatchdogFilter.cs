using Microsoft.Extensions.Logging;

namespace Judger.Server.Telemetry;

/// <summary>
/// Leaves out a false alarm of Orleans. Its watchdog may compare with a check before there was one; then it warns that checks "have not completed for" the
/// time since the computer started. Such a warning is known to be false, because nothing of this silo can take longer than the silo exists. All others are
/// logged.
/// </summary>
/// <param name="inner">Makes the loggers.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchdogFilter(ILoggerFactory inner, TimeProvider time) : ILoggerFactory
{
    /// <summary>The category of the watchdog's log.</summary>
    public const string Category = "Orleans.Runtime.Watchdog";

    private readonly long _created = time.GetTimestamp();

    public ILogger CreateLogger(string categoryName)
    {
        var logger = inner.CreateLogger(categoryName);
        return categoryName == Category ? new Filtered(logger, IsPossible) : logger;
    }

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();

    private bool IsPossible(TimeSpan elapsed) => elapsed <= time.GetElapsedTime(_created);

    private sealed class Filtered(ILogger inner, Func<TimeSpan, bool> isPossible) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var isFalse = state is IEnumerable<KeyValuePair<string, object?>> values
                && values.Any(value => value.Value is TimeSpan elapsed && !isPossible(elapsed));
            if (!isFalse) inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
