namespace Judger;

/// <summary>One image; the grain's key is the lower-case hexadecimal SHA-256 of its bytes.</summary>
[Alias("judger.IImageGrain")]
public interface IImageGrain : IGrainWithStringKey
{
    /// <summary>Stores the bytes. Putting the same image again changes nothing.</summary>
    /// <exception cref="ImageRejectedException">The bytes are not a picture that can be read, too large, or do not have this digest.</exception>
    [Alias("Put"), ResponseTimeout(QuestionLimits.ImageTimeout)]
    Task PutAsync([Immutable] byte[] bytes, CancellationToken cancellationToken);

    /// <summary>True when the image is there, and will be for some time: then its bytes need not be sent.</summary>
    [Alias("Touch"), ResponseTimeout(QuestionLimits.ImageTimeout)]
    Task<bool> TouchAsync(CancellationToken cancellationToken);

    /// <summary>The image, or null when it was never put.</summary>
    [Alias("Get"), ResponseTimeout(QuestionLimits.ImageTimeout)]
    Task<StoredImage?> GetAsync(CancellationToken cancellationToken);
}
