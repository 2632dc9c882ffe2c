using Microsoft.Extensions.Logging;

namespace Judger.Cli.Hosting;

/// <summary>Shows what the user of a command should know as lines on standard error, without a log's time and category.</summary>
internal sealed class NoticeLogger : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) Console.Error.WriteLine($"note: {formatter(state, exception).ReplaceLineEndings(" ")}");
    }
}
