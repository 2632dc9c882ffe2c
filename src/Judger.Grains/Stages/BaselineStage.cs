using Judger.Core.Stages;
using Judger.Grains.Routing;
using Judger.Grains.Slots;

namespace Judger.Grains.Stages;

/// <summary>Stage I: the answer from the whole image.</summary>
internal sealed class BaselineStage(IGrainFactory grains, SlotCaller slots) : IQuestionStage
{
    public QuestionStage Stage => QuestionStage.Baseline;

    public bool IsDue(QuestionRecord record, StagePolicy policy) => record.Baseline is null;

    public async Task<StageResult> RunAsync(StageRun run, CancellationToken cancellationToken)
    {
        var result = await slots.CallAsync(
            run.Call(ModelRole.Baseline, isAdmission: true),
            (slot, share) => run.HearAsync(slot, feed => grains
                .GetGrain<IBaselineGrain>(slot.ToString())
                .AnswerAsync(new(run.Asked, run.Clock.Now(isAdmission: true, share) with { Feed = feed }), cancellationToken)),
            cancellationToken);
        return new(result.Value.Answer, result.Work, result.Slot) { Attention = result.Value.Attention };
    }
}
