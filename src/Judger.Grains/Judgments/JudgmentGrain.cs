using Judger.Core.Geometry;
using Judger.Core.Judgments;
using Judger.Experts;
using Orleans.Concurrency;

namespace Judger.Grains.Judgments;

/// <summary>One expert. It holds no state and may wait long for an answer, so it interleaves.</summary>
[Reentrant]
internal sealed class JudgmentGrain : Grain, IJudgmentGrain
{
    public async Task<JudgmentResult> JudgeAsync(JudgmentRequest request, CancellationToken cancellationToken)
    {
        var crop = new PixelBox(request.Crop.Left, request.Crop.Top, request.Crop.Right, request.Crop.Bottom);
        var judgment = await Expert(request).JudgeAsync(
            new(request.ImageDigest, crop, request.Question, request.Answer, request.ReferenceAnswer), cancellationToken);
        return new()
        {
            Verdict = judgment.Verdict switch
            {
                Verdict.Correct => AnswerVerdict.Correct,
                Verdict.Incorrect => AnswerVerdict.Incorrect,
                _ => AnswerVerdict.Unable,
            },
            Feedback = JudgmentFeedback.Sanitize(judgment.Feedback),
            SuggestedAnswer = judgment.SuggestedAnswer,
            Probability = judgment.Probability,
        };
    }

    private IExpert Expert(JudgmentRequest request) => this.GetPrimaryKeyString() switch
    {
        ExpertNames.Self => new SelfExpert(new GrainSelfJudge(GrainFactory, request.Slot!, request.Context)),
        ExpertNames.Reference => new ReferenceExpert(),
        var other => throw new QuestionRejectedException($"There is no expert \"{other}\"; ask {ExpertNames.Self} or {ExpertNames.Reference}."),
    };
}
