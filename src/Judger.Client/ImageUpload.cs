namespace Judger.Client;

/// <summary>What both clients do before they send an image.</summary>
internal static class ImageUpload
{
    /// <summary>A smaller image is sent at once: asking whether the cluster has it costs as much as sending it.</summary>
    public const int ProbeThreshold = 32 * 1024;

    /// <summary>The image's digest.</summary>
    /// <exception cref="ImageRejectedException">The image is empty or too large.</exception>
    public static ImageDigest DigestOf(byte[] image)
    {
        ArgumentNullException.ThrowIfNull(image);

        // A message that is too large would break the connection, and other requests with it.
        if (image.Length == 0) throw new ImageRejectedException("The image is empty. Give a JPEG, PNG or WebP file.");
        if (image.Length > QuestionLimits.MaxImageBytes)
            throw new ImageRejectedException($"The image has {image.Length:N0} bytes; the limit is {QuestionLimits.MaxImageBytes:N0}. Scale it down.");
        return ImageDigest.Of(image);
    }
}
