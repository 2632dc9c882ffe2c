using Microsoft.Extensions.Logging;

namespace Judger.Grains.Engines;

/// <summary>
/// Looks whether the silo's engines still work. One that has stopped for good is logged once and named by the health endpoints; where the configuration says
/// so, the process is ended, so that its supervisor starts it again.
/// </summary>
internal sealed partial class EngineWatch(EngineRegistry engines, EngineWatchOptions options, IProcessExit exit, TimeProvider time, ILogger<EngineWatch> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly HashSet<SlotKey> _reported = [];
    private ITimer? _timer;

    /// <summary>The slots whose engine has stopped for good, each with the reason.</summary>
    public IReadOnlyList<(SlotKey Slot, string Reason)> Stopped =>
        [.. engines.All.Where(engine => !engine.Value.Health.IsWorking).Select(engine => (engine.Key, engine.Value.Health.Reason ?? "it stopped"))];

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(EngineWatch), ServiceLifecycleStage.Active, Start, Stop);

    public void Dispose() => _timer?.Dispose();

    /// <summary>Looks once.</summary>
    internal void Look()
    {
        foreach (var (slot, reason) in Stopped)
        {
            if (!_reported.Add(slot)) continue;
            LogStopped(slot, reason);
            if (!options.IsProcessEnded(engines.All.Values.Distinct().Count())) continue;
            LogEnding(slot, IProcessExit.Restart);
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

    [LoggerMessage(EventId = 1, EventName = "EngineStopped", Level = LogLevel.Critical, Message = "The engine of slot {Slot} has stopped for good: {Reason}")]
    private partial void LogStopped(SlotKey slot, string reason);

    [LoggerMessage(
        EventId = 2, EventName = "ProcessEnds", Level = LogLevel.Critical, Message = "The process ends with exit code {ExitCode}, because the engine of slot "
            + "{Slot} serves nothing any more")]
    private partial void LogEnding(SlotKey slot, int exitCode);
}
