namespace Judger.Grains.Models;

/// <summary>What a pass is shown: the question's images, and a crop of the one that is looked at.</summary>
/// <param name="Images">Digests of the whole images, in the order in which the model sees them.</param>
/// <param name="Attended">The index of the image that attention is read for and crops are made of.</param>
/// <param name="Crop">The crop, which the model sees behind the images; null where none is shown.</param>
internal sealed record Views(IReadOnlyList<string> Images, int Attended = 0, ImageBox? Crop = null)
{
    /// <summary>The digest of the image that is looked at.</summary>
    public string AttendedImage => Images[Attended];

    /// <summary>The views of a request, whose first image is the one that is looked at.</summary>
    public static Views Of(string image, IReadOnlyList<string>? others, ImageBox? crop = null) => new([image, .. others ?? []], Crop: crop);
}
