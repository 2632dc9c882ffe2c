namespace Judger;

/// <summary>
/// That somebody has put an image; the grain's key is <c>owner/digest</c>. The bytes are stored once, by <see cref="IImageGrain"/>, whoever else has put them.
/// </summary>
[Alias("judger.IImageOwnerGrain")]
public interface IImageOwnerGrain : IGrainWithStringKey
{
    /// <summary>Notes that the owner has put the image, which keeps it for as long as an image that was put.</summary>
    /// <exception cref="StorageUnavailableException">It could not be saved.</exception>
    [Alias("Claim"), ResponseTimeout(QuestionLimits.ImageTimeout)]
    Task ClaimAsync(CancellationToken cancellationToken);

    /// <summary>True when the owner has put the image; then that is kept for some time.</summary>
    [Alias("Touch"), ResponseTimeout(QuestionLimits.ImageTimeout)]
    Task<bool> TouchAsync(CancellationToken cancellationToken);
}
