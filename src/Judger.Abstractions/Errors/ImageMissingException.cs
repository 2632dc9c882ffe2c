namespace Judger;

/// <summary>A question names an image that was never put.</summary>
[GenerateSerializer, Alias("judger.ImageMissingException")]
public sealed class ImageMissingException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    public override string Code => "image_missing";

    /// <summary>The error of a digest under which there is no image.</summary>
    /// <param name="digest">The digest.</param>
    public static ImageMissingException Of(string digest) => new($"No image has the digest {digest}. Upload it first, then ask.");
}
