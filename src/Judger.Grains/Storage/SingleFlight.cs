namespace Judger.Grains.Storage;

/// <summary>Work that at most one is doing: whoever wants it while it is done waits for the same. For one grain: not thread-safe.</summary>
internal sealed class SingleFlight
{
    private Task? _running;

    /// <summary>True while the work is done.</summary>
    public bool IsRunning => _running is not null;

    /// <summary>Joins the work that is done, or begins it.</summary>
    public Task RunAsync(Func<Task> work) => _running ??= BeginAsync(work);

    private async Task BeginAsync(Func<Task> work)
    {
        // Not before it is known as running.
        await Task.Yield();
        try
        {
            await work();
        }
        finally
        {
            _running = null;
        }
    }
}
