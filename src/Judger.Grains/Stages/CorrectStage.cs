using Judger.Core.Stages;
using Judger.Grains.Routing;
using Judger.Grains.Slots;

namespace Judger.Grains.Stages;

/// <summary>Stage III: the answer with the judgment, where the judgment rejects the last one.</summary>
internal sealed class CorrectStage(IGrainFactory grains, SlotCaller slots) : IQuestionStage
{
    public QuestionStage Stage => QuestionStage.Correct;

    public bool IsDue(QuestionRecord record, StagePolicy policy) =>
        record.Rounds is [.., { Corrected: null } round] && policy.ShouldCorrect(round.Judgment.Verdict, record.Rounds.Count - 1);

    public async Task<StageResult> RunAsync(StageRun run, CancellationToken cancellationToken)
    {
        var round = run.Record.Rounds[^1];
        var result = await slots.CallAsync(
            run.Call(ModelRole.JudgedAnswer),
            (slot, _) => run.HearAsync(slot, feed => grains
                .GetGrain<IJudgedAnswerGrain>(slot.ToString())
                .AnswerAsync(
                    new(
                        run.Asked,
                        run.Crop,
                        run.Clock.Now() with { Feed = feed },
                        run.InWords(round.Judged.Text),
                        round.Judgment.Feedback,
                        run.DraftOf(round.Judged)),
                    cancellationToken)),
            cancellationToken);
        return new(result.Value, result.Work, result.Slot);
    }
}
