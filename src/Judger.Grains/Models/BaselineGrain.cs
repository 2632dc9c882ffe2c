using Judger.Grains.Placement;
using Orleans.Concurrency;

namespace Judger.Grains.Models;

/// <summary>Stage I on one slot.</summary>
[GpuResident, Reentrant]
internal sealed class BaselineGrain(SiloModels models) : ModelGrain(models), IBaselineGrain
{
    public Task<SlotReply<BaselineAnswer>> AnswerAsync(BaselineRequest request, CancellationToken cancellationToken) =>
        ServeAsync(QuestionStage.Baseline, request.Asked, request.Context, async open =>
        {
            var prompts = Prompts;
            var generation = await GenerateAsync(
                prompts.Baseline.Fill(request.Asked.Question, images: request.Asked.Images.Count),
                request.Asked,
                crop: null,
                request.Context,
                open,
                cancellationToken,
                request.Asked.Options.Answer,
                captureAttention: prompts.BaselineIsAttentionPass);
            var attention = generation.AttentionRow is { } row ? new AttentionRow(row, Engine.Manifest.WeightsDigest) : null;
            var answer = Answer(generation, request.Asked.Options.Answer) with { SureAbove = Engine.Manifest.Look?.SureAbove };
            return (new BaselineAnswer(answer, attention), Work(generation));
        });
}
