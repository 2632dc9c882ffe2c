using Judger.Experts;

namespace Judger.Grains.Judgments;

/// <summary>Asks the judged-answer model of a slot about an answer.</summary>
internal sealed class GrainSelfJudge(IGrainFactory grains, string slot, StageContext context) : ISelfJudge
{
    public async Task<double> ProbabilityCorrectAsync(ExpertQuestion question, CancellationToken cancellationToken)
    {
        var box = question.Crop ?? throw new ArgumentException("The model judges an answer by its crop; give one.", nameof(question));
        var request = new SelfJudgmentRequest(question.ImageDigest, question.Question, new(box.Left, box.Top, box.Right, box.Bottom), question.Answer, context, question.OtherImages);
        return (await grains.GetGrain<IJudgedAnswerGrain>(slot).JudgeAsync(request, cancellationToken)).Value.ProbabilityCorrect;
    }
}
