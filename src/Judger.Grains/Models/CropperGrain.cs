using Judger.Grains.Placement;
using Orleans.Concurrency;

namespace Judger.Grains.Models;

/// <summary>Where the model looks, on one slot.</summary>
[GpuResident, Reentrant]
internal sealed class CropperGrain(SiloModels models, Locator locator, KeptLooks looks) : ModelGrain(models), ICropperGrain
{
    public Task<SlotReply<LocatedRegion>> LocateAsync(LocateRequest request, CancellationToken cancellationToken) =>
        ServeAsync(QuestionStage.Locate, request.Asked, request.Context, async open =>
        {
            var kept = looks.Find(Slot, request.Context.Question);
            if (kept?.Look is { } look && await look.WaitAsync(cancellationToken) is { } found) return found;
            var sent = request.Attention is { } known && known.Weights == Engine.Manifest.WeightsDigest ? known.Values : null;
            return await locator.FindAsync(Passes, request.Asked, kept?.Row ?? sent, request.Context, open, cancellationToken);
        });
}
