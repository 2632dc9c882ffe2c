using Judger.Grains.Engines;
using Judger.Grains.Images;
using Judger.Grains.Placement;
using Orleans.Concurrency;

namespace Judger.Grains.Models;

/// <summary>Stage I on one slot.</summary>
[GpuResident, Reentrant]
internal sealed class BaselineGrain(EngineRegistry engines, DecodedImages images) : ModelGrain(engines, images), IBaselineGrain
{
    public async Task<BaselineResult> AnswerAsync(BaselineRequest request, CancellationToken cancellationToken)
    {
        var prompts = Prompts;
        var generation = await GenerateAsync(
            prompts.Baseline.Fill(request.Question), request.ImageDigest, crop: null, cancellationToken, captureAttention: prompts.BaselineIsAttentionPass);
        return new(Answer(generation), generation.AttentionRow);
    }
}
