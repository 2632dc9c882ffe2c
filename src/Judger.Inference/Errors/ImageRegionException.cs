
namespace Judger.Inference.Errors;

/// <summary>The region of an image is empty or reaches out of it.</summary>
public sealed class ImageRegionException : InferenceException
{
    /// <summary>Creates the error.</summary>
    public ImageRegionException(PixelBox region, PixelSize size)
        : base(
            $"The region {region.Left},{region.Top},{region.Right},{region.Bottom} is empty or outside of the image of {size.Width} x {size.Height}: "
            + "ask for a part of the image.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "image_region";
}
