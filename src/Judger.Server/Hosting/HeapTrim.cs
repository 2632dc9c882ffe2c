using Microsoft.Extensions.Hosting;

namespace Judger.Server.Hosting;

/// <summary>
/// Gives the heap's room back to the system when a busy time is over. The collector itself does so when it collects, and a process that does nothing does not
/// collect: after an hour of photos it would keep what they took until the next ones.
/// </summary>
internal sealed class HeapTrim(TimeProvider time) : BackgroundService
{
    private const long Busy = 256L << 20;
    private const long Quiet = 16L << 20;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        var (last, trimmed) = (GC.GetTotalAllocatedBytes(), 0L);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var allocated = GC.GetTotalAllocatedBytes();
            if (allocated - last < Quiet && allocated - trimmed > Busy)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                trimmed = allocated;
            }

            last = allocated;
        }
    }
}
