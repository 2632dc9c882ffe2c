
namespace Judger.Core.Cropping;

/// <summary>The rectangle to crop and how it was found.</summary>
public sealed record CropBox
{
    /// <summary>The rectangle in original image pixels: never empty, always inside the image.</summary>
    public required PixelBox Box { get; init; }

    /// <summary>The size of the search window as a multiple of the model's window: 1 to 2.</summary>
    public double Ratio { get; init; } = 1;

    /// <summary>
    /// How far the winning window stands out from its neighbours, for each patch, in units of the map. Null when no windows were compared (the window
    /// covers the whole image) or when the score is not a finite number.
    /// </summary>
    public double? Score { get; init; }

    /// <summary>
    /// True when the box rests on no evidence: the map has no finite number, or the score is not finite. <see cref="CropMode.Aligned"/> then gives the
    /// whole image, <see cref="CropMode.Compat"/> what the reference code gives.
    /// </summary>
    public bool IsDegenerate { get; init; }
}
