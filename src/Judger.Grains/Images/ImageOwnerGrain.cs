using Judger.Grains.Storage;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Judger.Grains.Images;

/// <summary>
/// Keeps that an owner has put an image, in the same storage and for the same time as the image. It is a state of its own, so that another owner does not have
/// the bytes written again.
/// </summary>
[PreferLocalPlacement, Reentrant]
internal sealed class ImageOwnerGrain(
    [PersistentState("imageowner", StorageNames.Images)] IPersistentState<ImageOwnerState> state, RetentionOptions retention, TimeProvider time)
    : Grain, IImageOwnerGrain
{
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(10);

    private readonly SingleFlight _write = new();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(LeaveAsync, new() { DueTime = Stay, Period = Timeout.InfiniteTimeSpan });
        return Task.CompletedTask;
    }

    public async Task ClaimAsync(CancellationToken cancellationToken)
    {
        if (_write.IsRunning || !retention.IsFresh(state.State.PutAt, time)) await _write.RunAsync(WriteAsync).WaitAsync(cancellationToken);
    }

    public async Task<bool> TouchAsync(CancellationToken cancellationToken)
    {
        if (state.State.PutAt is null) return false;
        await ClaimAsync(cancellationToken);
        return true;
    }

    private async Task WriteAsync()
    {
        var putAt = state.State.PutAt;
        state.State.PutAt = time.GetUtcNow();
        try
        {
            await state.WriteStateAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            // What is not in storage is not known: the next caller claims it again.
            state.State.PutAt = putAt;
            DeactivateOnIdle();
            throw exception.ForCaller("Who put the image could not be saved. Put it again when the storage is back.");
        }
    }

    private Task LeaveAsync(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
