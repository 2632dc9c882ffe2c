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
            var asked = request.Asked;
            var prompts = Prompts.For(asked.Options.Form);
            var context = prompts.ContextOf(asked);
            var (answer, generation) = await AnswerAsync(
                prompts,
                prompts.Baseline.Fill(asked.Question, images: asked.Images.Count, context: context),
                asked,
                crop: null,
                request.Context,
                open,
                cancellationToken,
                captureAttention: prompts.BaselineIsAttentionPass && context.IsEmpty && asked.Images.Count > 0,
                keepsPrompt: !context.IsEmpty || asked.Options.Form == AnswerForm.Free);
            var attention = generation.AttentionRow is { } row ? new AttentionRow(row, Engine.Manifest.WeightsDigest) : null;
            return (new BaselineAnswer(answer with { SureAbove = Engine.Manifest.Look?.SureAbove }, attention), Work(generation));
        });
}
