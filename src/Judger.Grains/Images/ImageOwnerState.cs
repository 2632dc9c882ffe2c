using Judger.Grains.Storage;

namespace Judger.Grains.Images;

/// <summary>What an image owner's grain keeps.</summary>
[GenerateSerializer, Alias("judger.ImageOwnerState")]
internal sealed class ImageOwnerState : IStoredSize
{
    /// <summary>When the owner put the image last, or asked for it; null where the owner never put it.</summary>
    [Id(0)]
    public DateTimeOffset? PutAt { get; set; }

    public long StoredBytes => 256;
}
