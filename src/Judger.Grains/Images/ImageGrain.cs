using Judger.Grains.Storage;
using Judger.Grains.Telemetry;
using Judger.Imaging.Decoders;
using Judger.Imaging.Errors;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Judger.Grains.Images;

/// <summary>
/// Keeps one image under its content address. It is placed where the bytes come in, and leaves memory as soon as the slots have had time to fetch it: from
/// then on the image is in storage only.
/// </summary>
[PreferLocalPlacement, Reentrant]
internal sealed class ImageGrain(
    [PersistentState("image", StorageNames.Images)] IPersistentState<ImageState> state,
    RetentionOptions retention,
    DecodeBudget decoding,
    ResidentImages resident,
    TimeProvider time) : Grain, IImageGrain
{
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(10);

    private IGrainTimer? _leaving;
    private long _bytes;
    private readonly SingleFlight _write = new();

    private bool IsFresh => state.State.Image is not null && retention.IsFresh(state.State.PutAt, time);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _leaving = this.RegisterGrainTimer(LeaveAsync, new() { DueTime = Stay, Period = Timeout.InfiniteTimeSpan });
        Stayed();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        resident.Change(-_bytes);
        return Task.CompletedTask;
    }

    public async Task PutAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        using var span = QuestionTracing.StartImageStore();
        try
        {
            QuestionTracing.RecordImage(span, state.State.Image ??= Checked(bytes));
            if (_write.IsRunning || !IsFresh) await _write.RunAsync(WriteAsync).WaitAsync(cancellationToken);
            Stayed();
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }
    }

    public async Task<bool> TouchAsync(CancellationToken cancellationToken)
    {
        if (state.State.Image is null) return false;
        await PutAsync([], cancellationToken);
        return true;
    }

    public Task<StoredImage?> GetAsync(CancellationToken cancellationToken)
    {
        Stayed();
        return Task.FromResult(state.State.Image);
    }

    // Where many images come in, none stays longer than it must.
    private void Stayed()
    {
        var bytes = state.State.Image?.Bytes.LongLength ?? 0;
        resident.Change(bytes - _bytes);
        _bytes = bytes;
        _leaving?.Change(resident.IsFull && !_write.IsRunning ? TimeSpan.Zero : Stay, Timeout.InfiniteTimeSpan);
    }

    private StoredImage Checked(byte[] bytes)
    {
        if (bytes.Length > QuestionLimits.MaxImageBytes)
            throw new ImageRejectedException($"The image has {bytes.Length:N0} bytes; at most {QuestionLimits.MaxImageBytes:N0} are taken. Scale it down.");
        var digest = ImageDigest.Of(bytes);
        if (digest.ToString() != this.GetPrimaryKeyString())
            throw new ImageRejectedException($"The image's bytes have digest {digest}, not {this.GetPrimaryKeyString()}; put them under their own digest.");
        try
        {
            var header = ImageDecoder.Identify(bytes, decoding.Options);
            return new() { Bytes = bytes, Width = header.Width, Height = header.Height };
        }
        catch (ImageException exception)
        {
            throw new ImageRejectedException(exception.Message);
        }
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
            // What is not in storage is not known: the next caller brings the bytes again.
            (state.State.PutAt, state.State.Image) = (putAt, null);
            DeactivateOnIdle();
            throw exception.ForCaller("The image could not be saved. Put it again when the storage is back.");
        }
    }

    private Task LeaveAsync(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
