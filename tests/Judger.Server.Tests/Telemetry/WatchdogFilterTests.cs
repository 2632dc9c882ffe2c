using Judger.Server.Configuration;
using Judger.Server.Hosting;
using Judger.Server.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Judger.Server.Tests.Telemetry;

/// <summary>Orleans' watchdog may warn at the start of a stall as long as the computer runs; that is not logged, and every stall that can be is.</summary>
public sealed partial class WatchdogFilterTests : IDisposable
{
    private readonly Notes _notes = new();
    private readonly FixedClock _clock = new();

    public void Dispose() => _notes.Dispose();

    [Theory]
    [InlineData(600, 601, false)]
    [InlineData(600, 86_400, false)]
    [InlineData(600, 600, true)]
    [InlineData(600, 12, true)]
    [InlineData(0, 1_304, false)]
    public void A_stall_longer_than_the_silo_exists_is_a_false_alarm(int runningSeconds, int stallSeconds, bool isLogged)
    {
        using var factory = new WatchdogFilter(Inner(), _clock);
        var logger = factory.CreateLogger(WatchdogFilter.Category);
        _clock.Seconds += runningSeconds;

        LogStall(logger, TimeSpan.FromSeconds(stallSeconds));

        Assert.Equal(isLogged ? [$"Participant check thread has not completed for {TimeSpan.FromSeconds(stallSeconds)}"] : [], _notes.Messages);
    }

    [Fact]
    public void What_else_the_watchdog_says_is_logged()
    {
        using var factory = new WatchdogFilter(Inner(), _clock);

        LogComplaint(factory.CreateLogger(WatchdogFilter.Category), 3);

        Assert.Equal(["3 checks failed"], _notes.Messages);
    }

    [Fact]
    public void Others_are_not_looked_at()
    {
        using var factory = new WatchdogFilter(Inner(), _clock);

        LogStall(factory.CreateLogger("Judger.Server"), TimeSpan.FromDays(30));

        Assert.Single(_notes.Messages);
    }

    [Fact]
    public void Every_silo_has_the_filter()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.AddProvider(_notes);
        builder.UseJudgerSilo(new JudgerOptions { SiloName = "a" });
        using var host = builder.Build();
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(WatchdogFilter.Category);

        LogStall(logger, TimeSpan.FromDays(30));
        LogStall(logger, TimeSpan.Zero);

        Assert.Equal(["Participant check thread has not completed for 00:00:00"], _notes.Messages);
    }

    // As Orleans 10.4 words it.
    [LoggerMessage(Level = LogLevel.Warning, EventId = 100150, Message = "Participant check thread has not completed for {TimeSinceLastTick}")]
    private static partial void LogStall(ILogger logger, TimeSpan timeSinceLastTick);

    [LoggerMessage(Level = LogLevel.Warning, EventId = 100151, Message = "{Count} checks failed")]
    private static partial void LogComplaint(ILogger logger, int count);

    private LoggerFactory Inner() => new([_notes]);

    private sealed class FixedClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }

    private sealed class Notes : ILoggerProvider, ILogger
    {
        public List<string> Messages { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Messages.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
