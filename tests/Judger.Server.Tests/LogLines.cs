using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Judger.Server.Tests;

/// <summary>The log's lines, with the names of their events, and the exceptions that were logged.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> All { get; } = new();

    public ConcurrentQueue<Exception> Exceptions { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        All.Enqueue($"{eventId.Name} {formatter(state, exception)}");
        if (exception is not null) Exceptions.Enqueue(exception);
    }

    public void Dispose()
    {
    }
}
