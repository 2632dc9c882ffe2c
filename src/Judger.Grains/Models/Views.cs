namespace Judger.Grains.Models;

/// <summary>What a pass is shown: the image, further images, and a crop of the first.</summary>
internal sealed record Views(string Image, IReadOnlyList<string>? OtherImages = null, ImageBox? Crop = null)
{
    public IReadOnlyList<string> Others { get; } = OtherImages ?? [];
}
