namespace Judger;

/// <summary>One question about one or more images.</summary>
[GenerateSerializer, Immutable, Alias("judger.AskRequest")]
public sealed record AskRequest
{
    /// <summary>
    /// The images, as <see cref="IImageGrain"/> keeps them, in the order in which the model sees them in every stage. <value>1 to
    /// <see cref="QuestionLimits.MaxImages"/>.</value>
    /// </summary>
    [Id(0)]
    public required IReadOnlyList<ImageDigest> Images { get; init; }

    /// <summary>The index of the image in which the region to look at more closely is chosen. <value>Default: 0, the first.</value></summary>
    [Id(1)]
    public int Attended { get; init; }

    /// <summary>The question, 1 to <see cref="QuestionLimits.MaxLength"/> characters.</summary>
    [Id(2)]
    public required string Question { get; init; }

    /// <summary>How it is to be answered.</summary>
    [Id(3)]
    public AskOptions Options { get; init; } = new();

    /// <summary>
    /// Questions with different salts share nothing in the caches of devices and experts, so that neither times nor counts of one tell of the other. It is no
    /// part of what is asked. <value>Default: null, shared with all that have none.</value>
    /// </summary>
    [Id(4)]
    public string? CacheSalt { get; init; }

    /// <summary>The image that is looked at more closely.</summary>
    public ImageDigest AttendedImage => Images[Attended];

    /// <summary>The same content is equal, the images included.</summary>
    public bool Equals(AskRequest? other) => other is not null
        && (Attended, Question, Options) == (other.Attended, other.Question, other.Options) && Images.SequenceEqual(other.Images);

    public override int GetHashCode() => HashCode.Combine(Images.Count, Images.Count > 0 ? Images[0] : default, Attended, Question, Options);
}
