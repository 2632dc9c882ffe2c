using Judger.Core.Cropping;
using Judger.Core.Prompts;

namespace Judger.Grains.Models;

/// <summary>Where a model looks: the attention rows that its method needs, their map, and the box.</summary>
internal sealed class Locator(GeneralRows generalRows, SiloModels models)
{
    /// <summary>Finds the region that a question is about.</summary>
    /// <param name="passes">The slot.</param>
    /// <param name="asked">The question.</param>
    /// <param name="row">row(Q), where it is known; it is computed where it is not.</param>
    /// <param name="context">Where the question stands in time.</param>
    /// <param name="open">The question's pass.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The region, and what was computed for it.</returns>
    public async Task<(LocatedRegion Region, WorkCount Work)> FindAsync(
        ModelPasses passes, AskRequest asked, float[]? row, StageContext context, OpenQuestions.Pass open, CancellationToken cancellationToken)
    {
        var manifest = passes.Engine.Manifest;
        var isCompatible = asked.Options.CompatibleCrop;
        var size = await models.Images.SizeAsync(asked.AttendedImage, cancellationToken);
        var (question, work) = row is not null ? (row, default) : await RowAsync(passes, asked.Question, asked, context, open, cancellationToken);
        var (general, generalWork) = manifest.Attention.NeedsGeneralRow
            ? await GeneralRowAsync(passes, asked, context, open, cancellationToken)
            : ([], default);
        var grid = manifest.Layout(size, asked.Images.Count).Finest;
        var map = manifest.Attention.Combine(grid.Values(question), general.Length == 0 ? [] : grid.Values(general), grid.Columns, grid.Rows);
        var frame = isCompatible ? GridFrame.Whole(size) : grid.Frame;
        var found = CropBoxFinder.Find(map, size, manifest.CropWindow, isCompatible ? CropMode.Compat : CropMode.Aligned, frame);
        var region = new LocatedRegion
        {
            Map = map.Values.ToArray(),
            Columns = map.Columns,
            Rows = map.Rows,
            Frame = frame,
            Box = found.Box,
            Ratio = found.Ratio,
            Score = found.Score,
            IsDegenerate = found.IsDegenerate,
        };
        return (region, work + generalWork);
    }

    // Shared by all who ask about the images under the same salt, so no one caller's cancellation may end it, nor the end of its budget.
    private Task<(float[] Row, WorkCount Work)> GeneralRowAsync(
        ModelPasses passes, AskRequest asked, StageContext context, OpenQuestions.Pass open, CancellationToken cancellationToken)
    {
        var forAll = context with { Remaining = QuestionLimits.MaxBudget };
        return generalRows.GetAsync(
            passes.Slot,
            $"{asked.Attended} {string.Join(' ', asked.Images)} {asked.CacheSalt}",
            () => RowAsync(passes, PromptProfile.GeneralQuestion, asked, forAll, open, CancellationToken.None),
            cancellationToken);
    }

    private static async Task<(float[] Row, WorkCount Work)> RowAsync(
        ModelPasses passes, string question, AskRequest asked, StageContext context, OpenQuestions.Pass open, CancellationToken cancellationToken)
    {
        var generation = await passes.GenerateAsync(
            passes.Engine.Manifest.Prompts.Attention.Fill(question, images: asked.Images.Count),
            asked,
            crop: null,
            context,
            open,
            cancellationToken,
            captureAttention: true);
        return (generation.AttentionRow!, ModelPasses.Work(generation));
    }
}
