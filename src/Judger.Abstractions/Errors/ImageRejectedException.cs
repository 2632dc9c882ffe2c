namespace Judger;

/// <summary>The image is not a picture that can be answered about.</summary>
[GenerateSerializer, Alias("judger.ImageRejectedException")]
public sealed class ImageRejectedException(string message, Exception? innerException = null) : JudgerException(message, innerException)
{
    public override string Code => "image_rejected";
}
