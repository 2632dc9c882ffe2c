namespace Judger;

/// <summary>A question names an image that was never put.</summary>
[GenerateSerializer, Alias("judger.ImageMissingException")]
public sealed class ImageMissingException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    public override string Code => "image_missing";
}
