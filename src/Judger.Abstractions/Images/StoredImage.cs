namespace Judger;

/// <summary>An image as a silo stores it.</summary>
[GenerateSerializer, Immutable, Alias("judger.StoredImage")]
public sealed record StoredImage
{
    /// <summary>The encoded bytes, as they were put.</summary>
    [Id(0)]
    public required byte[] Bytes { get; init; }

    /// <summary>Width in pixels, orientation applied.</summary>
    [Id(1)]
    public required int Width { get; init; }

    /// <summary>Height in pixels, orientation applied.</summary>
    [Id(2)]
    public required int Height { get; init; }
}
