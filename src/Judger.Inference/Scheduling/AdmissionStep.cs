using Judger.Inference.Cost;
using Judger.Inference.Kv;

namespace Judger.Inference.Scheduling;

/// <summary>Copies what a sequence's lane is to hold before its first prefill.</summary>
internal sealed class AdmissionStep(Scheduler scheduler, LanePlan plan) : Step
{
    public override void Run() => plan.Run();

    public override void Measure(CostModel costs, double seconds) => costs.CopyTook(seconds);

    public override void Commit(Exception? error)
    {
        plan.Commit(failed: error is not null);
        scheduler.Unpinned();
        scheduler.Return(plan.Sequence, error);
    }
}
