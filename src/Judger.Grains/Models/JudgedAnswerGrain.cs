using Judger.Core.Judgments;
using Judger.Core.Prompts;
using Judger.Grains.Placement;
using Orleans.Concurrency;

namespace Judger.Grains.Models;

/// <summary>Stages II and III on one slot: answers from image and crop, with a judgment where there is one; and the model's judgment of itself.</summary>
[GpuResident, Reentrant]
internal sealed class JudgedAnswerGrain(SiloModels models) : ModelGrain(models), IJudgedAnswerGrain
{
    private static readonly string[] YesOrNo = ["yes", "no"];

    public Task<SlotReply<ModelAnswer>> AnswerAsync(JudgedAnswerRequest request, CancellationToken cancellationToken)
    {
        var stage = request.PreviousAnswer is null ? QuestionStage.Refine : QuestionStage.Correct;
        return ServeAsync(stage, request.Asked, request.Context, async open =>
        {
            var asked = request.Asked;
            var prompts = Prompts.For(asked.Options.Form);
            var context = prompts.ContextOf(asked);
            var prompt = request.PreviousAnswer is { } previous
                ? Shown(prompts.Correction, request.Crop).Fill(asked.Question, previous, request.Feedback ?? "", asked.Images.Count, context)
                : Shown(prompts.Refined, request.Crop).Fill(asked.Question, images: asked.Images.Count, context: context);
            var (answer, generation) = await AnswerAsync(prompts, prompt, asked, request.Crop, request.Context, open, cancellationToken, draft: request.Draft);
            return (answer, ModelPasses.Work(generation));
        }, request.PreviousAnswer + request.Feedback);
    }

    public Task<SlotReply<Judgment>> JudgeAsync(SelfJudgmentRequest request, CancellationToken cancellationToken) =>
        ServeAsync(QuestionStage.Judge, request.Asked, request.Context, async open =>
        {
            var generation = await Passes.GenerateAsync(
                Shown(Prompts.SelfJudgment, request.Crop).Fill(request.Asked.Question, request.Answer, images: request.Asked.Images.Count),
                request.Asked,
                request.Crop,
                request.Context,
                open,
                cancellationToken,
                candidates: YesOrNo);
            var yes = Math.Exp(generation.CandidateLogProbabilities[0]);
            var no = Math.Exp(generation.CandidateLogProbabilities[1]);
            return (SelfJudgment.Of(yes / (yes + no), Engine.Manifest.SelfJudgment), ModelPasses.Work(generation));
        }, request.Answer);

    /// <summary>A pass as it is where nobody looked again: the same words, without the crop.</summary>
    private static PromptPass Shown(PromptPass pass, PixelBox? crop) => crop is null ? pass with { ShowsCrop = false } : pass;

    public Task<SlotReply<bool>> IsSelfJudgmentCalibratedAsync(CancellationToken cancellationToken) => Task.FromResult(
        new SlotReply<bool> { Answer = SlotAnswer.Served, Load = Load, Value = Engine.Manifest.SelfJudgment?.Threshold is not null });
}
