namespace Judger.Inference;

/// <summary>Copies what a sequence's lane is to hold before its first prefill.</summary>
internal sealed class AdmissionStep(Scheduler scheduler, LanePlan plan) : Step
{
    public override int Positions => 0;

    public override void Run() => plan.Run();

    public override void Commit(Exception? error)
    {
        plan.Commit(failed: error is not null);
        scheduler.Unpinned();
        scheduler.Return(plan.Sequence, error);
    }
}
