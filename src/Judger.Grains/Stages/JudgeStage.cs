using Judger.Core.Answers;
using Judger.Core.Judgments;
using Judger.Core.Stages;
using Judger.Grains.Routing;
using Judger.Grains.Slots;

namespace Judger.Grains.Stages;

/// <summary>Stage III: the last answer is judged, by the question's own slot, by the known answer or by a configured expert.</summary>
internal sealed class JudgeStage(IGrainFactory grains, SlotCaller slots, ExpertCaller experts) : IQuestionStage
{
    public QuestionStage Stage => QuestionStage.Judge;

    public bool IsDue(QuestionRecord record, StagePolicy policy)
    {
        if (record.EntryOf(QuestionStage.Judge) is not { } judged) return true;
        if (judged.Outcome is StageSkipped || record.Rounds is not [.., { Corrected: { } corrected } last]) return false;

        // An expert that rates answers rates the last one too: the final choice needs it.
        var isRated = last.Judgment.Probability is not null && !AnswerNormalizer.AnswersAgree(last.Judged.Text, corrected.Text);
        return isRated || policy.ShouldJudgeAgain(last.Judged.Text, corrected.Text, record.Rounds.Count);
    }

    public async ValueTask<string?> ReasonToSkipAsync(StageRun run, CancellationToken cancellationToken)
    {
        if (run.Record.Rounds.Count > 0) return null;
        if (run.Policy.ReasonNotToAsk(run.Record.Baseline!, run.Record.Refined) is { } reason) return reason;
        return run.Policy.NeedsCalibration && !await IsCalibratedAsync(run, cancellationToken) ? SelfJudgment.NotCalibrated : null;
    }

    public async Task<StageResult> RunAsync(StageRun run, CancellationToken cancellationToken)
    {
        var (record, options) = (run.Record, run.Asked.Options);
        var answer = record.Rounds is [.., var last] ? last.Corrected!.Text : (record.Refined ?? record.Baseline)!.Text;
        var words = run.InWords(answer);
        switch (options.ExpertName)
        {
            case ExpertNames.Self:
                var result = await slots.CallAsync(
                    run.Call(ModelRole.JudgedAnswer),
                    (slot, _) => grains
                        .GetGrain<IJudgedAnswerGrain>(slot.ToString())
                        .JudgeAsync(new(run.Asked, run.Crop, words, run.Clock.Now()), cancellationToken),
                    cancellationToken);
                return new(result.Value, result.Work, result.Slot);
            case ExpertNames.Reference:
                return new(ReferenceJudgment.Of(run.ToCompare(answer), options.ReferenceAnswer));
            default:
                return new(await experts.JudgeAsync(options.ExpertName, new(run.Asked, run.Crop, words), cancellationToken));
        }
    }

    private async Task<bool> IsCalibratedAsync(StageRun run, CancellationToken cancellationToken)
    {
        var result = await slots.CallAsync(
            run.Call(ModelRole.JudgedAnswer),
            (slot, _) => grains.GetGrain<IJudgedAnswerGrain>(slot.ToString()).IsSelfJudgmentCalibratedAsync(cancellationToken),
            cancellationToken);
        return result.Value;
    }
}
