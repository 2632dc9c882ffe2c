using Judger.Core.Stages;
using Judger.Grains.Routing;
using Judger.Grains.Slots;

namespace Judger.Grains.Stages;

/// <summary>Stage II, first half: the region that the question is about, unless the caller gave it.</summary>
internal sealed class LocateStage(IGrainFactory grains, SlotCaller slots) : IQuestionStage
{
    public QuestionStage Stage => QuestionStage.Locate;

    public bool IsDue(QuestionRecord record, StagePolicy policy) => record.EntryOf(QuestionStage.Locate) is null;

    public ValueTask<string?> ReasonToSkipAsync(StageRun run, CancellationToken cancellationToken) =>
        new(run.Asked.Images.Count == 0 ? "no image" : run.Policy.ReasonNotToLook(run.Record.Baseline!));

    public async Task<StageResult> RunAsync(StageRun run, CancellationToken cancellationToken)
    {
        if (run.Asked.Options.Crop is { } given) return new(new LocatedRegion { Box = given });
        var result = await slots.CallAsync(
            run.Call(ModelRole.Cropper),
            (slot, _) => grains.GetGrain<ICropperGrain>(slot.ToString()).LocateAsync(new(run.Asked, run.Record.Attention, run.Clock.Now()), cancellationToken),
            cancellationToken);
        return new(result.Value, result.Work, result.Slot);
    }
}
