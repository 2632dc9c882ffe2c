using Judger.Core.Stages;
using Judger.Grains.Routing;
using Judger.Grains.Slots;

namespace Judger.Grains.Stages;

/// <summary>Stage II, second half: the answer from image and crop.</summary>
internal sealed class RefineStage(IGrainFactory grains, SlotCaller slots) : IQuestionStage
{
    public QuestionStage Stage => QuestionStage.Refine;

    public bool IsDue(QuestionRecord record, StagePolicy policy) => record.EntryOf(QuestionStage.Refine) is null;

    // Without a region there is nothing to look at.
    public ValueTask<string?> ReasonToSkipAsync(StageRun run, CancellationToken cancellationToken) =>
        new((run.Record.EntryOf(QuestionStage.Locate)?.Outcome as StageSkipped)?.Reason);

    public async Task<StageResult> RunAsync(StageRun run, CancellationToken cancellationToken)
    {
        var result = await slots.CallAsync(
            run.Call(ModelRole.JudgedAnswer),
            (slot, _) => run.HearAsync(slot, feed => grains
                .GetGrain<IJudgedAnswerGrain>(slot.ToString())
                .AnswerAsync(new(run.Asked, run.Crop, run.Clock.Now() with { Feed = feed }, Draft: run.DraftOf(run.Record.Baseline)), cancellationToken)),
            cancellationToken);
        return new(result.Value, result.Work, result.Slot);
    }
}
