using Judger.Core.Cropping;
using Judger.Core.Prompts;
using Judger.Grains.Placement;
using Orleans.Concurrency;

namespace Judger.Grains.Models;

/// <summary>Where the model looks, on one slot: the attention rows that the model's method needs, their map, and the box.</summary>
[GpuResident, Reentrant]
internal sealed class CropperGrain(SiloModels models, GeneralRows generalRows) : ModelGrain(models), ICropperGrain
{
    public Task<SlotReply<LocatedRegion>> LocateAsync(LocateRequest request, CancellationToken cancellationToken) =>
        ServeAsync(QuestionStage.Locate, request.Asked, request.Context, open => FindAsync(request, open, cancellationToken));

    private async Task<(LocatedRegion Region, WorkCount Work)> FindAsync(LocateRequest request, OpenQuestions.Pass open, CancellationToken cancellationToken)
    {
        var manifest = Engine.Manifest;
        var asked = request.Asked;
        var isCompatible = asked.Options.CompatibleCrop;
        var size = await SizeAsync(asked.AttendedImage, cancellationToken);
        var (question, work) = request.Attention is { } known && known.Weights == manifest.WeightsDigest
            ? (known.Values, default)
            : await RowAsync(asked.Question, asked, request.Context, open, cancellationToken);

        var (general, generalWork) = manifest.Attention.NeedsGeneralRow
            ? await GeneralRowAsync(asked, request.Context, open, cancellationToken)
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
        AskRequest asked, StageContext context, OpenQuestions.Pass open, CancellationToken cancellationToken)
    {
        var forAll = context with { Remaining = QuestionLimits.MaxBudget };
        return generalRows.GetAsync(
            Slot,
            $"{asked.Attended} {string.Join(' ', asked.Images)} {asked.CacheSalt}",
            () => RowAsync(PromptProfile.GeneralQuestion, asked, forAll, open, CancellationToken.None),
            cancellationToken);
    }

    private async Task<(float[] Row, WorkCount Work)> RowAsync(
        string question, AskRequest asked, StageContext context, OpenQuestions.Pass open, CancellationToken cancellationToken)
    {
        var generation = await GenerateAsync(
            Prompts.Attention.Fill(question, images: asked.Images.Count),
            asked,
            crop: null,
            context,
            open,
            cancellationToken,
            captureAttention: true);
        return (generation.AttentionRow!, Work(generation));
    }
}
