using Judger.Core.Answers;
using Judger.Core.Judgments;
using Judger.Core.Stages;

namespace Judger.Grains.Stages;

/// <summary>Stage III, the end of it, where it is asked for: the expert chooses between the answer that was judged first and its last correction.</summary>
internal sealed class ChooseStage(ExpertCaller experts) : IQuestionStage
{
    public QuestionStage Stage => QuestionStage.Choose;

    // The model itself has rated all its answers.
    public bool IsDue(QuestionRecord record, StagePolicy policy) =>
        record is { Request.Options: { FinalChoice: true, ExpertName: not ExpertNames.Self }, Choice: null }
        && LastCorrection(record) is { } last && !AnswerNormalizer.AnswersAgree(last.Text, First(record).Text);

    public async Task<StageResult> RunAsync(StageRun run, CancellationToken cancellationToken)
    {
        var options = run.Asked.Options;
        var (earlier, later) = (First(run.Record).Text, LastCorrection(run.Record)!.Text);
        return new(options.ExpertName == ExpertNames.Reference
            ? new FinalChoice { Chosen = ReferenceJudgment.Choose(run.ToCompare(earlier), run.ToCompare(later), options.ReferenceAnswer) }
            : await experts.ChooseAsync(options.ExpertName, new(run.Asked, run.Crop, run.InWords(later)), run.InWords(earlier), cancellationToken));
    }

    private static ModelAnswer First(QuestionRecord record) => (record.Refined ?? record.Baseline)!;

    private static ModelAnswer? LastCorrection(QuestionRecord record) => record.Rounds.LastOrDefault(round => round.Corrected is not null)?.Corrected;
}
