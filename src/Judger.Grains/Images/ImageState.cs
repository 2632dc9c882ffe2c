using Judger.Grains.Storage;

namespace Judger.Grains.Images;

/// <summary>What an image grain keeps.</summary>
[GenerateSerializer, Alias("judger.ImageState")]
internal sealed class ImageState : IStoredSize
{
    [Id(0)]
    public StoredImage? Image { get; set; }

    /// <summary>When it was put last.</summary>
    [Id(1)]
    public DateTimeOffset PutAt { get; set; }

    public long StoredBytes => Image?.Bytes.LongLength ?? 0;
}
