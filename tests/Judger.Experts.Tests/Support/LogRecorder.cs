using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Judger.Experts.Tests.Support;

/// <summary>A logger that keeps what is logged.</summary>
internal sealed class LogRecorder<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(EventId Event, LogLevel Level, string Message)> _entries = new();

    public IReadOnlyList<(EventId Event, LogLevel Level, string Message)> Entries => [.. _entries];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((eventId, logLevel, formatter(state, exception)));
}
