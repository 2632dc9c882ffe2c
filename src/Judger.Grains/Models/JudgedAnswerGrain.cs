using Judger.Grains.Placement;
using Orleans.Concurrency;

namespace Judger.Grains.Models;

/// <summary>Stages II and III on one slot: answers from image and crop, with a judgment where there is one; and self judgment.</summary>
[GpuResident, Reentrant]
internal sealed class JudgedAnswerGrain(SiloModels models) : ModelGrain(models), IJudgedAnswerGrain
{
    private static readonly string[] YesOrNo = ["yes", "no"];

    public Task<SlotReply<ModelAnswer>> AnswerAsync(JudgedAnswerRequest request, CancellationToken cancellationToken)
    {
        var stage = request.PreviousAnswer is null ? QuestionStage.Refine : QuestionStage.Correct;
        return ServeAsync(stage, request.Context, async () =>
        {
            var views = Views.Of(request.ImageDigest, request.OtherImages, request.Crop);
            var prompt = request.PreviousAnswer is { } previous
                ? Prompts.Correction.Fill(request.Question, previous, request.Feedback ?? "", views.Images.Count)
                : Prompts.Refined.Fill(request.Question, images: views.Images.Count);
            return Answer(await GenerateAsync(prompt, views, request.Context, cancellationToken, request.Answer), request.Answer);
        });
    }

    public Task<SlotReply<SelfJudgmentResult>> JudgeAsync(SelfJudgmentRequest request, CancellationToken cancellationToken) => ServeAsync(QuestionStage.Judge, request.Context, async () =>
    {
        var views = Views.Of(request.ImageDigest, request.OtherImages, request.Crop);
        var prompt = Prompts.SelfJudgment.Fill(request.Question, request.Answer, images: views.Images.Count);
        var generation = await GenerateAsync(prompt, views, request.Context, cancellationToken, maxNewTokens: 0, candidates: YesOrNo);
        var yes = Math.Exp(generation.CandidateLogProbabilities[0]);
        var no = Math.Exp(generation.CandidateLogProbabilities[1]);
        return new SelfJudgmentResult(yes / (yes + no), Work(generation));
    });
}
