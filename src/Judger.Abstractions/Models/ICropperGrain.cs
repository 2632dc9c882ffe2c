namespace Judger;

/// <summary>The cropper of one slot: relative attention and the box. The key is the slot's.</summary>
[Alias("judger.ICropperGrain")]
public interface ICropperGrain : IGrainWithStringKey
{
    /// <summary>Finds the region of the image that the question is about.</summary>
    [Alias("Locate"), ResponseTimeout(QuestionLimits.StageTimeout)]
    Task<SlotReply<LocatedRegion>> LocateAsync(LocateRequest request, CancellationToken cancellationToken);
}
