using System.Runtime;
using Judger.Training.Model;
using TorchSharp;

namespace Judger.Training.Optimization;

/// <summary>One thread a replica, each with its own part of the batch; a barrier, then one update.</summary>
internal sealed class DataParallel : IDisposable
{
    // TorchSharp wraps numbers in finalisable Scalars that a collection may finalise while the native call still reads them. So no collection happens
    // within a step: they are held off, and made up for at the barrier, where no native call runs.
    private const long StepAllocationBudget = 200_000_000;

    private readonly LlavaModel[] _replicas;

    public DataParallel(LlavaModel model, int workers) => _replicas = [.. Enumerable.Range(0, workers).Select(_ => model.Replica())];

    public IReadOnlyList<LlavaModel> Replicas => _replicas;

    /// <summary>
    /// Runs <paramref name="work"/> (replica, step, worker) for every step of every worker and <paramref name="after"/> (step) between steps. Returns the
    /// first step that was not done: <paramref name="steps"/>, or less when it was cancelled.
    /// </summary>
    public int Run(int firstStep, int steps, Action<LlavaModel, int, int> work, Action<int> after, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        var step = firstStep;
        var isOver = firstStep >= steps || cancellationToken.IsCancellationRequested;

        // Only the barrier decides that the run is over: were each worker to look for itself, one could leave and the other wait for it for ever.
        using var barrier = new Barrier(_replicas.Length, _ =>
        {
            try
            {
                AllowCollections();
                if (failure is null) after(step++);
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            isOver = failure is not null || step >= steps || cancellationToken.IsCancellationRequested;
            HoldOffCollections();
        });
        HoldOffCollections();
        var threads = _replicas.Select((replica, worker) => new Thread(() =>
        {
            while (!isOver)
            {
                try
                {
                    using var scope = torch.NewDisposeScope();
                    work(replica, step, worker);
                }
                catch (Exception exception)
                {
                    failure = exception;
                }

                barrier.SignalAndWait(CancellationToken.None);
            }
        })).ToArray();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        AllowCollections();
        if (failure is not null) throw failure is TrainingException ? failure : new TrainingException($"A training step failed: {failure.Message}", failure);
        return step;
    }

    public void Dispose()
    {
        foreach (var replica in _replicas) replica.Dispose();
    }

    private static void HoldOffCollections()
    {
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion) GC.TryStartNoGCRegion(StepAllocationBudget);
    }

    private static void AllowCollections()
    {
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
    }
}
