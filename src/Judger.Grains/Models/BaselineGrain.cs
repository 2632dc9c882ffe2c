using Judger.Grains.Placement;
using Orleans.Concurrency;

namespace Judger.Grains.Models;

/// <summary>Stage I on one slot.</summary>
[GpuResident, Reentrant]
internal sealed class BaselineGrain(SiloModels models) : ModelGrain(models), IBaselineGrain
{
    public Task<SlotReply<BaselineResult>> AnswerAsync(BaselineRequest request, CancellationToken cancellationToken) => ServeAsync(QuestionStage.Baseline, request.Context, async () =>
    {
        var prompts = Prompts;
        var generation = await GenerateAsync(
            prompts.Baseline.Fill(request.Question), request.ImageDigest, crop: null, request.Context, cancellationToken, captureAttention: prompts.BaselineIsAttentionPass);
        return new BaselineResult(Answer(generation), generation.AttentionRow, Engine.Manifest.WeightsDigest);
    });
}
