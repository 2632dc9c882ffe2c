using Judger.Grains.Placement;
using Orleans.Concurrency;

namespace Judger.Grains.Models;

/// <summary>Stage I on one slot.</summary>
[GpuResident, Reentrant]
internal sealed class BaselineGrain(SiloModels models) : ModelGrain(models), IBaselineGrain
{
    public Task<SlotReply<BaselineResult>> AnswerAsync(BaselineRequest request, CancellationToken cancellationToken) => ServeAsync(QuestionStage.Baseline, request.Context, async () =>
    {
        var (prompts, views) = (Prompts, Views.Of(request.ImageDigest, request.OtherImages));
        var prompt = prompts.Baseline.Fill(request.Question, images: views.Images.Count);
        var generation = await GenerateAsync(
            prompt, views, request.Context, cancellationToken, request.Answer, captureAttention: prompts.BaselineIsAttentionPass);
        return new BaselineResult(Answer(generation, request.Answer), generation.AttentionRow, Engine.Manifest.WeightsDigest);
    });
}
