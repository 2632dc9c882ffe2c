using Judger.Grains.Placement;
using Judger.Inference.Contract;
using Orleans.Concurrency;

namespace Judger.Grains.Models;

/// <summary>Stage I on one slot.</summary>
[GpuResident, Reentrant]
internal sealed class BaselineGrain(SiloModels models, LookAhead ahead, KeptLooks looks) : ModelGrain(models), IBaselineGrain
{
    public Task<SlotReply<BaselineAnswer>> AnswerAsync(BaselineRequest request, CancellationToken cancellationToken) =>
        ServeAsync(QuestionStage.Baseline, request.Asked, request.Context, async open =>
        {
            var asked = request.Asked;
            var prompts = Prompts.For(asked.Options.Form);
            var context = prompts.ContextOf(asked);
            var hasRow = prompts.BaselineIsAttentionPass && context.IsEmpty && asked.Images.Count > 0;
            var early = hasRow && ahead.StaysOn(Slot) && request.Context.Question is not null ? new EarlyAttention() : null;
            var look = early is null ? null : ahead.RunAsync(Passes, asked, early, request.Context, cancellationToken);
            var (answer, generation) = await AnswerAsync(
                prompts,
                prompts.Baseline.Fill(asked.Question, images: asked.Images.Count, context: context),
                asked,
                crop: null,
                request.Context,
                open,
                cancellationToken,
                captureAttention: hasRow,
                keepsPrompt: !context.IsEmpty || asked.Options.Form == AnswerForm.Free,
                early: early);
            early?.End();
            var row = generation.AttentionRow;
            if (early is not null && row is not null) looks.Keep(Slot, request.Context.Question!, row, look);
            var attention = early is null && row is not null ? new AttentionRow(row, Engine.Manifest.WeightsDigest) : null;
            return (new BaselineAnswer(answer with { SureAbove = Engine.Manifest.Look?.SureAbove }, attention), ModelPasses.Work(generation));
        });
}
