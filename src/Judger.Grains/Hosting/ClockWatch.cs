using Judger.Grains.Engines;
using Microsoft.Extensions.Logging;

namespace Judger.Grains.Hosting;

/// <summary>
/// Looks whether the wall clock was set back. Orleans schedules the collection of idle grains by it and refuses to activate a grain whose time would be before
/// the next collection. So grains have an age limit that is longer than any step that a clock is likely to take, and leave memory by themselves; a step beyond
/// that ends the process, since it could activate nothing any more.
/// </summary>
internal sealed partial class ClockWatch(IProcessExit exit, TimeProvider time, ILogger<ClockWatch> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    /// <summary>The age limit of grains: the collection of new ones can be scheduled until the clock is set back by this.</summary>
    public static readonly TimeSpan GrainAge = TimeSpan.FromHours(25);

    /// <summary>The longest step back that the process survives. Orleans' next collection may be a minute ahead.</summary>
    public static readonly TimeSpan LongestStep = GrainAge - TimeSpan.FromMinutes(5);

    // Smaller ones are what clocks do that are kept by NTP.
    private static readonly TimeSpan Noticeable = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private DateTimeOffset _latest = time.GetUtcNow();
    private bool _isReported;
    private bool _isEnding;
    private ITimer? _timer;

    /// <summary>How far the clock is behind the latest time that it has shown; zero where that is not worth a word.</summary>
    public TimeSpan Behind { get; private set; }

    /// <summary>True when it is so far behind that no grain can be activated.</summary>
    public bool IsLost => Behind > LongestStep;

    /// <summary>What is wrong with the clock, or null.</summary>
    public string? Problem => Behind == TimeSpan.Zero ? null
        : $"the clock was set back, {Behind:d\\.hh\\:mm\\:ss} behind what it has shown: times in records are wrong, and what is kept for a time is kept longer";

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(ClockWatch), ServiceLifecycleStage.RuntimeInitialize, Start, Stop);

    public void Dispose() => _timer?.Dispose();

    /// <summary>Looks once.</summary>
    internal void Look()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now > _latest) _latest = now;
            Behind = _latest - now is var behind && behind > Noticeable ? behind : TimeSpan.Zero;
            if (Behind == TimeSpan.Zero) _isReported = false;
            if (Behind == TimeSpan.Zero || (_isReported && !IsLost)) return;
            if (!_isReported) LogSetBack(Behind);
            _isReported = true;
            if (!IsLost || _isEnding) return;
            _isEnding = true;
            LogEnding(Behind, LongestStep, IProcessExit.Restart);
            exit.End(IProcessExit.Restart);
        }
    }

    private Task Start(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => Look(), null, Period, Period);
        return Task.CompletedTask;
    }

    private Task Stop(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    [LoggerMessage(EventId = 1, EventName = "ClockSetBack", Level = LogLevel.Warning, Message = "The clock was set back, {Behind} behind what it has shown. "
        + "Questions are answered; times in records and logs are wrong until the clock is right, and what is kept for a time is kept longer")]
    private partial void LogSetBack(TimeSpan behind);

    [LoggerMessage(EventId = 2, EventName = "ClockLost", Level = LogLevel.Critical, Message = "The clock was set back, {Behind} behind what it has shown and "
        + "more than {Limit}: nothing new can be activated, so the process ends with exit code {ExitCode}. Start it again")]
    private partial void LogEnding(TimeSpan behind, TimeSpan limit, int exitCode);
}
