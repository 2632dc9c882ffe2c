using Judger.Inference.Cost;

namespace Judger.Inference.Scheduling;

/// <summary>A piece of work for one worker: it runs without the scheduler's lock, and its outcome is noted under it.</summary>
internal abstract class Step
{
    public abstract void Run();

    /// <summary>Tells the cost model how long the step took, when all of it succeeded. Under the scheduler's lock.</summary>
    public abstract void Measure(CostModel costs, double seconds);

    /// <summary>Notes the outcome. Under the scheduler's lock.</summary>
    /// <param name="error">What <see cref="Run"/> threw, or null.</param>
    public abstract void Commit(Exception? error);
}
