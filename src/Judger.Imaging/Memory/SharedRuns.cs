namespace Judger.Imaging.Memory;

/// <summary>Work that several callers want at the same time is done once for all of them, and is given up when nobody waits for it any more.</summary>
/// <typeparam name="TKey">What tells works apart.</typeparam>
/// <typeparam name="TResult">What a work gives.</typeparam>
public sealed class SharedRuns<TKey, TResult>
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Run> _runs = [];

    /// <summary>The result of the work that runs under a key; it is begun where none does.</summary>
    /// <param name="key">The key.</param>
    /// <param name="work">The work; its token is cancelled when nobody waits any more.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    public async Task<TResult> RunAsync(TKey key, Func<CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        var run = Join(key, work);
        try
        {
            return await run.Result.Value.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(key, run);
        }
    }

    private Run Join(TKey key, Func<CancellationToken, Task<TResult>> work)
    {
        lock (_lock)
        {
            if (!_runs.TryGetValue(key, out var run)) _runs[key] = run = new(work);
            run.Waiting++;
            return run;
        }
    }

    private void Leave(TKey key, Run run)
    {
        lock (_lock)
        {
            if (--run.Waiting > 0) return;
            _runs.Remove(key);
        }

        if (!run.Result.Value.IsCompleted) run.Abandoned.Cancel();
        run.Abandoned.Dispose();
    }

    private sealed class Run
    {
        public Run(Func<CancellationToken, Task<TResult>> work)
        {
            var token = Abandoned.Token;

            // Also what is thrown before the work's first wait is its result.
            Result = new(async () => await work(token));
        }

        public CancellationTokenSource Abandoned { get; } = new();

        public Lazy<Task<TResult>> Result { get; }

        public int Waiting { get; set; }
    }
}
