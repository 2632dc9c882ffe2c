using System.Net.Sockets;
using Judger.Server.Configuration;
using Judger.Server.Hosting;
using Judger.Server.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Judger.Server.Tests.Telemetry;

/// <summary>
/// Orleans' watchdog may warn at the start of a stall as long as the computer runs, and each layer of a storage logs each state that it cannot save: neither is
/// logged, and all else is.
/// </summary>
public sealed partial class OrleansLogFilterTests : IDisposable
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
        using var factory = new OrleansLogFilter(Inner(), _clock);
        var logger = factory.CreateLogger(OrleansLogFilter.Watchdog);
        _clock.Seconds += runningSeconds;

        LogStall(logger, TimeSpan.FromSeconds(stallSeconds));

        Assert.Equal(isLogged ? [$"Participant check thread has not completed for {TimeSpan.FromSeconds(stallSeconds)}"] : [], _notes.Messages);
    }

    [Fact]
    public void What_else_the_watchdog_says_is_logged()
    {
        using var factory = new OrleansLogFilter(Inner(), _clock);

        LogComplaint(factory.CreateLogger(OrleansLogFilter.Watchdog), 3);

        Assert.Equal(["3 checks failed"], _notes.Messages);
    }

    [Fact]
    public void Failures_of_a_storage_are_left_to_its_watch()
    {
        using var factory = new OrleansLogFilter(Inner(), _clock);
        foreach (var category in OrleansLogFilter.Storages)
        {
            var logger = factory.CreateLogger(category);
            LogFailure(logger, "question-1", new TimeoutException());
            LogComplaint(logger, 3);
        }

        Assert.Equal(Enumerable.Repeat("3 checks failed", OrleansLogFilter.Storages.Length), _notes.Messages);
        LogFailure(factory.CreateLogger("Orleans.Runtime"), "question-1", new TimeoutException());
        Assert.Equal("Failed to write question-1", _notes.Messages[^1]);
    }

    [Theory]
    [InlineData("Orleans.Runtime.GrainDirectory.ClientDirectory", true, true)]
    [InlineData("Orleans.Runtime.GrainDirectory.ClientDirectory", false, false)]
    [InlineData("Judger.Grains.Links.LinkWatch", true, false)]
    public void That_a_silo_cannot_be_reached_is_told_without_a_stack_trace(string category, bool isOfNetwork, bool isBrief)
    {
        using var factory = new OrleansLogFilter(Inner(), _clock);
        var refused = new SocketException((int)SocketError.ConnectionRefused);
        Exception cause = isOfNetwork ? new SiloUnavailableException("Not sent.", refused) : new InvalidOperationException("A defect.");

        LogFailure(factory.CreateLogger(category), "question-1", cause);

        Assert.Equal([isBrief ? $"Failed to write question-1: {refused.Message}" : "Failed to write question-1"], _notes.Messages);
        Assert.Equal([isBrief ? null : cause], _notes.Exceptions);
    }

    [Fact]
    public void Others_are_not_looked_at()
    {
        using var factory = new OrleansLogFilter(Inner(), _clock);

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
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(OrleansLogFilter.Watchdog);

        LogStall(logger, TimeSpan.FromDays(30));
        LogStall(logger, TimeSpan.Zero);

        Assert.Equal(["Participant check thread has not completed for 00:00:00"], _notes.Messages);
    }

    // As Orleans 10.4 words it.
    [LoggerMessage(Level = LogLevel.Warning, EventId = 100150, Message = "Participant check thread has not completed for {TimeSinceLastTick}")]
    private static partial void LogStall(ILogger logger, TimeSpan timeSinceLastTick);

    [LoggerMessage(Level = LogLevel.Warning, EventId = 100151, Message = "{Count} checks failed")]
    private static partial void LogComplaint(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Error, EventId = 100152, Message = "Failed to write {Grain}")]
    private static partial void LogFailure(ILogger logger, string grain, Exception exception);

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

        public List<Exception?> Exceptions { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Messages.Add(formatter(state, exception));
            Exceptions.Add(exception);
        }

        public void Dispose()
        {
        }
    }
}
