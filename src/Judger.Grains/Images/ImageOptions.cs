namespace Judger.Grains.Images;

/// <summary>What a silo keeps of images.</summary>
public sealed class ImageOptions
{
    /// <summary>
    /// Bytes of decoded images that are kept, 3 a pixel; those whose last use is oldest go first. <value>At least zero, default 256 MiB.</value>
    /// </summary>
    public long DecodedBytes { get; set; } = 256L << 20;

    /// <summary>All that is wrong with the options, each error naming key and remedy.</summary>
    public IEnumerable<string> Errors()
    {
        if (DecodedBytes < 0) yield return $"Images:DecodedBytes is {DecodedBytes}; give zero or more.";
    }
}
