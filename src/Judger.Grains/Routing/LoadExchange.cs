using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Judger.Grains.Routing;

/// <summary>
/// Asks silos for the load of slots that have not told it lately, as long as questions are routed here. Answers bring loads too, but only from slots that this
/// silo sends something to.
/// </summary>
internal sealed partial class LoadExchange(SlotRouter router, IGrainFactory grains, RoutingOptions options, TimeProvider time, ILogger<LoadExchange> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    // A silo that does not answer by then is noticed by those who send it work.
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, bool> _asked = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopped = new();
    private Task _loop = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle)
    {
        if (options.RefreshLoadsEvery > TimeSpan.Zero) lifecycle.Subscribe(nameof(LoadExchange), ServiceLifecycleStage.Active, Start, StopAsync);
    }

    public void Dispose() => _stopped.Dispose();

    internal Task Start(CancellationToken cancellationToken)
    {
        _loop = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopped.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(options.RefreshLoadsEvery, time);
        while (await timer.WaitForNextTickAsync(_stopped.Token))
        {
            try
            {
                // None is waited for: one slow silo keeps no other from being asked.
                foreach (var silo in router.SilentSilos(options.RefreshLoadsEvery))
                {
                    if (_asked.TryAdd(silo, true)) _ = AskAsync(silo);
                }
            }
#pragma warning disable CA1031 // Loads are asked for again at the next tick; without them questions are routed by what answers bring.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(exception);
            }
        }
    }

    private async Task AskAsync(string silo)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
            limit.CancelAfter(CallTimeout);
            foreach (var (slot, load) in await grains.GetGrain<ISiloGrain>(silo).LoadsAsync(limit.Token).WaitAsync(limit.Token)) router.Refresh(slot, load);
        }
        catch (Exception exception)
        {
            if (!_stopped.IsCancellationRequested) LogSilent(silo, exception);
        }
        finally
        {
            _asked.TryRemove(silo, out _);
        }
    }

    [LoggerMessage(EventId = 1, EventName = "LoadsNotReported", Level = LogLevel.Debug, Message = "Silo {Silo} did not report the load of its slots")]
    private partial void LogSilent(string silo, Exception exception);

    [LoggerMessage(EventId = 2, EventName = "LoadExchangeFailed", Level = LogLevel.Warning, Message = "The loads of other silos could not be asked "
        + "for; the next attempt follows")]
    private partial void LogFailed(Exception exception);
}
