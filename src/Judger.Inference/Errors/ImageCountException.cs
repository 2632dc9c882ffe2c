namespace Judger.Inference.Errors;

/// <summary>The request has another number of images than its prompt has places.</summary>
public sealed class ImageCountException : InferenceException
{
    /// <summary>Creates the error.</summary>
    public ImageCountException(int places, int images)
        : base($"The prompt has {places} image places but the request has {images} images: give one image for each place.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "image_count";
}
