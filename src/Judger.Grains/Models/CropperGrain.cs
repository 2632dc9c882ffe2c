using Judger.Core.Attention;
using Judger.Core.Cropping;
using Judger.Core.Geometry;
using Judger.Core.Prompts;
using Judger.Grains.Placement;
using Orleans.Concurrency;

namespace Judger.Grains.Models;

/// <summary>Relative attention on one slot: row(Q) / row(Q'), and the box.</summary>
[GpuResident, Reentrant]
internal sealed class CropperGrain(SiloModels models, GeneralRows generalRows) : ModelGrain(models), ICropperGrain
{
    public Task<SlotReply<LocatedRegion>> LocateAsync(LocateRequest request, CancellationToken cancellationToken) =>
        ServeAsync(QuestionStage.Locate, request.Context, () => FindAsync(request, cancellationToken));

    private async Task<LocatedRegion> FindAsync(LocateRequest request, CancellationToken cancellationToken)
    {
        var manifest = Engine.Manifest;
        var pixels = await PixelsAsync(request.ImageDigest, cancellationToken);
        var (views, work) = (new Views(request.ImageDigest, request.OtherImages), new WorkReport());
        var question = request.RowWeights == manifest.WeightsDigest ? request.AttentionRow : null;
        if (question is null) (question, work) = await RowAsync(request.Question, views, request.Context, cancellationToken);

        // Shared by all who ask about the image, so no one caller's cancellation may end it.
        var (general, generalWork) = await generalRows.GetAsync(
            Slot, string.Join(' ', views.Others.Prepend(views.Image)), () => RowAsync(PromptProfile.GeneralQuestion, views, ForAll(request.Context), CancellationToken.None), cancellationToken);

        var side = manifest.Vision.GridSide;
        var map = RelativeAttention.Divide(question, general, side, side);
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

    // Nor may the end of its budget.
    private static StageContext ForAll(StageContext context) => context with { Remaining = QuestionLimits.MaxBudget };

    private async Task<(float[] Row, WorkReport Work)> RowAsync(string question, Views views, StageContext context, CancellationToken cancellationToken)
    {
        var generation = await GenerateAsync(
            Prompts.Attention.Fill(question), views, context, cancellationToken, maxNewTokens: 0, captureAttention: true);
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
