using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Judger.Grains.Draining;

/// <summary>
/// Lets a silo that is told to stop finish what it has. It runs in the stage in which the silo tells the cluster that it is shutting down, so that nothing
/// new is placed here, and before its grains are deactivated.
/// </summary>
internal sealed partial class SiloDrain(SiloWork work, IOptions<DrainOptions> options, ILogger<SiloDrain> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    // Callers learn of the shutdown from the membership table; until then they may still send the next stage of a question here.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SiloDrain), ServiceLifecycleStage.BecomeActive, _ => Task.CompletedTask, StopAsync);

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        work.Drain();
        if (cancellationToken.IsCancellationRequested) return;
        LogDraining(work.Questions, work.Passes);
        var quiet = TimeSpan.Zero;
        for (var waited = TimeSpan.Zero; waited < options.Value.Timeout && quiet < Quiet; waited += Look)
        {
            await Task.Delay(Look, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested) break;
            quiet = work.Questions == 0 && work.Passes == 0 ? quiet + Look : TimeSpan.Zero;
        }

        if (work.Questions > 0 || work.Passes > 0) LogUnfinished(work.Questions, work.Passes);
    }

    [LoggerMessage(LogLevel.Information, "Draining: {Questions} questions and {Passes} passes are being finished")]
    private partial void LogDraining(int questions, int passes);

    [LoggerMessage(
        LogLevel.Warning, "Stopping with {Questions} questions and {Passes} passes unfinished; questions go on elsewhere after their last finished stage")]
    private partial void LogUnfinished(int questions, int passes);
}
