using Judger.Grains.Slots;
using Judger.Grains.Telemetry;
using Judger.Inference.Contract;

namespace Judger.Grains.Models;

/// <summary>
/// Looks while the first answer is still being decoded: the map, the box, the crop, and the crop's encoding are there when the question asks for them. It is
/// the same work, only earlier; so it is not begun where it may turn out to be for nothing, or where others wait for the device.
/// </summary>
internal sealed class LookAhead(SiloSlots slots, SiloModels models, Locator locator)
{
    /// <summary>Whether a slot itself looks for the questions that it answers first, so that rows stay there.</summary>
    public bool StaysOn(SlotKey slot) => RolesOf(slot).HasFlag(ModelRole.Cropper);

    /// <summary>Looks as soon as the prompt is computed.</summary>
    /// <param name="passes">The slot.</param>
    /// <param name="asked">The question.</param>
    /// <param name="early">Hands the row over.</param>
    /// <param name="context">Where the question stands in time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The region and what it cost; null where it was not begun or failed.</returns>
    public async Task<(LocatedRegion Region, WorkCount Work)?> RunAsync(
        ModelPasses passes, AskRequest asked, EarlyAttention early, StageContext context, CancellationToken cancellationToken)
    {
        if (await early.Ready is not { } attention || !IsLikely(passes.Engine, asked, attention)) return null;
        var later = context with { IsAdmission = false, Feed = null };
        try
        {
            using var work = models.Work.BeginPass();
            using var span = QuestionTracing.StartLookAhead();
            using var open = models.Open.Begin(passes.Slot, later);
            var found = await locator.FindAsync(passes, asked, attention.Row, later, open, cancellationToken);
            if (RolesOf(passes.Slot).HasFlag(ModelRole.JudgedAnswer))
            {
                var prompts = passes.Engine.Manifest.Prompts.For(asked.Options.Form);
                var refined = prompts.Refined.Fill(asked.Question, images: asked.Images.Count, context: prompts.ContextOf(asked));
                await passes.AnticipateAsync(refined, asked, found.Region.Box, cancellationToken);
            }

            return found;
        }
        catch (Exception)
        {
            // What is wrong is the look's own error when the question gets there.
            return null;
        }
    }

    // The first token says most of how sure the answer will be.
    private static bool IsLikely(IInferenceEngine engine, AskRequest asked, PromptAttention attention) =>
        asked.Options is { Look: not LookPolicy.Never, Crop: null }
        && engine.Status.Waiting == 0
        && !(asked.Options.Look == LookPolicy.Auto
            && engine.Manifest.Look?.SureAbove is { } sure
            && attention.FirstLogProbability is { } first
            && Math.Exp(first) > sure);

    private ModelRole RolesOf(SlotKey slot) => slots.Options.FirstOrDefault(own => slots.KeyOf(own) == slot)?.Roles ?? ModelRole.None;
}
