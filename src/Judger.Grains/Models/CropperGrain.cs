using Judger.Core.Cropping;
using Judger.Core.Geometry;
using Judger.Core.Prompts;
using Judger.Grains.Placement;
using Orleans.Concurrency;

namespace Judger.Grains.Models;

/// <summary>Where the model looks, on one slot: the attention rows that the model's method needs, their map, and the box.</summary>
[GpuResident, Reentrant]
internal sealed class CropperGrain(SiloModels models, GeneralRows generalRows) : ModelGrain(models), ICropperGrain
{
    public Task<SlotReply<LocatedRegion>> LocateAsync(LocateRequest request, CancellationToken cancellationToken) =>
        ServeAsync(QuestionStage.Locate, request.Context, () => FindAsync(request, cancellationToken));

    private async Task<LocatedRegion> FindAsync(LocateRequest request, CancellationToken cancellationToken)
    {
        var manifest = Engine.Manifest;
        var (views, work) = (Views.Of(request.ImageDigest, request.OtherImages), new WorkReport());
        var pixels = await PixelsAsync(views.AttendedImage, cancellationToken);
        var question = request.RowWeights == manifest.WeightsDigest ? request.AttentionRow : null;
        if (question is null) (question, work) = await RowAsync(request.Question, views, request.Context, cancellationToken);

        var (general, generalWork) = manifest.Attention.NeedsGeneralRow ? await GeneralRowAsync(views, request.Context, cancellationToken) : ([], new());
        var side = manifest.Vision.GridSide;
        var map = manifest.Attention.Combine(question, general, side, side);
        var frame = request.CompatibleCrop ? GridFrame.Whole(pixels.Size) : manifest.Image.Frame(pixels.Size);
        var found = CropBoxFinder.Find(map, pixels.Size, manifest.CropWindow, request.CompatibleCrop ? CropMode.Compat : CropMode.Aligned, frame);
        return new()
        {
            Map = map.Values.ToArray(),
            Columns = map.Columns,
            Rows = map.Rows,
            Frame = [frame.Left, frame.Top, frame.Width, frame.Height],
            Box = new(found.Box.Left, found.Box.Top, found.Box.Right, found.Box.Bottom),
            Ratio = found.Ratio,
            Score = found.Score,
            IsDegenerate = found.IsDegenerate,
            Work = Sum(work, generalWork),
        };
    }

    // Shared by all who ask about the images, so no one caller's cancellation may end it, nor the end of its budget.
    private Task<(float[] Row, WorkReport Work)> GeneralRowAsync(Views views, StageContext context, CancellationToken cancellationToken)
    {
        var forAll = context with { Remaining = QuestionLimits.MaxBudget };
        var key = string.Join(' ', views.Images.Append($"{views.Attended}"));
        return generalRows.GetAsync(
            Slot, key, () => RowAsync(PromptProfile.GeneralQuestion, views, forAll, CancellationToken.None), cancellationToken);
    }

    private async Task<(float[] Row, WorkReport Work)> RowAsync(string question, Views views, StageContext context, CancellationToken cancellationToken)
    {
        var generation = await GenerateAsync(
            Prompts.Attention.Fill(question, images: views.Images.Count), views, context, cancellationToken, maxNewTokens: 0, captureAttention: true);
        return (generation.AttentionRow!, Work(generation));
    }

    private static WorkReport Sum(WorkReport a, WorkReport b) => new()
    {
        ImagesEncoded = a.ImagesEncoded + b.ImagesEncoded,
        TokensPrefilled = a.TokensPrefilled + b.TokensPrefilled,
        TokensReused = a.TokensReused + b.TokensReused,
        TokensGenerated = a.TokensGenerated + b.TokensGenerated,
        Queue = a.Queue + b.Queue,
        Device = a.Device + b.Device,
    };
}
