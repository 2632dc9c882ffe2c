using Judger.Grains.Engines;
using Judger.Grains.Images;
using Judger.Grains.Placement;
using Orleans.Concurrency;

namespace Judger.Grains.Models;

/// <summary>Stages II and III on one slot: answers from image and crop, with a judgment where there is one; and self judgment.</summary>
[GpuResident, Reentrant]
internal sealed class JudgedAnswerGrain(EngineRegistry engines, DecodedImages images) : ModelGrain(engines, images), IJudgedAnswerGrain
{
    private static readonly string[] YesOrNo = ["yes", "no"];

    public async Task<ModelAnswer> AnswerAsync(JudgedAnswerRequest request, CancellationToken cancellationToken)
    {
        var prompt = request.PreviousAnswer is { } previous
            ? Prompts.Correction.Fill(request.Question, previous, request.Feedback ?? "")
            : Prompts.Refined.Fill(request.Question);
        return Answer(await GenerateAsync(prompt, request.ImageDigest, request.Crop, cancellationToken));
    }

    public async Task<SelfJudgmentResult> JudgeAsync(SelfJudgmentRequest request, CancellationToken cancellationToken)
    {
        var generation = await GenerateAsync(
            Prompts.SelfJudgment.Fill(request.Question, request.Answer), request.ImageDigest, request.Crop, cancellationToken,
            maxNewTokens: 0, candidates: YesOrNo);
        var yes = Math.Exp(generation.CandidateLogProbabilities[0]);
        var no = Math.Exp(generation.CandidateLogProbabilities[1]);
        return new(yes / (yes + no), Work(generation));
    }
}
