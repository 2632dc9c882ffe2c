namespace Judger;

/// <summary>The image is not a picture that can be answered about.</summary>
[GenerateSerializer, Alias("judger.ImageRejectedException")]
public sealed class ImageRejectedException : JudgerException
{
    public ImageRejectedException()
    {
    }

    public ImageRejectedException(string message)
        : base(message)
    {
    }

    public ImageRejectedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public override string Code => "image_rejected";
}
