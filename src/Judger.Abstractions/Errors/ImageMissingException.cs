namespace Judger;

/// <summary>A question names an image that was never put.</summary>
[GenerateSerializer, Alias("judger.ImageMissingException")]
public sealed class ImageMissingException : JudgerException
{
    public ImageMissingException()
    {
    }

    public ImageMissingException(string message)
        : base(message)
    {
    }

    public ImageMissingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public override string Code => "image_missing";
}
