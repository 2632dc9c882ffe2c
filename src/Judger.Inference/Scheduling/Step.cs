namespace Judger.Inference;

/// <summary>A piece of work for one worker: it runs without the scheduler's lock, and its outcome is noted under it.</summary>
internal abstract class Step
{
    /// <summary>Positions that the step computes.</summary>
    public abstract int Positions { get; }

    public abstract void Run();

    /// <summary>Notes the outcome. Under the scheduler's lock.</summary>
    /// <param name="error">What <see cref="Run"/> threw, or null.</param>
    public abstract void Commit(Exception? error);
}
