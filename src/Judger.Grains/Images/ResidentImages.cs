namespace Judger.Grains.Images;

/// <summary>The bytes of images that image grains of this silo have in memory beside the storage.</summary>
/// <param name="capacity">The bytes beyond which grains leave memory as soon as they have done what they were called for.</param>
internal sealed class ResidentImages(long capacity)
{
    private long _bytes;

    /// <summary>True when there is no room for more.</summary>
    public bool IsFull => Interlocked.Read(ref _bytes) > capacity;

    /// <summary>A grain has so many bytes more, or less.</summary>
    public void Change(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
