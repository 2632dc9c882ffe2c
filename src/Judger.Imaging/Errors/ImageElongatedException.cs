using Judger.Imaging.Preprocessing;

namespace Judger.Imaging.Errors;

/// <summary>The image, or the part of it that is to be shown, is too long for its breadth.</summary>
public sealed class ImageElongatedException : ImageException
{
    internal ImageElongatedException(PixelSize size)
        : base(
            $"The image of {size.Width} x {size.Height} pixels is more than {ImageResolution.MostElongated} times longer than it is broad; "
            + "cut it into parts, or add a border.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "image-elongated";
}
