namespace Judger;

/// <summary>One question about one image.</summary>
[GenerateSerializer, Immutable, Alias("judger.AskRequest")]
public sealed record AskRequest
{
    /// <summary>Content address of the image: lower-case hexadecimal SHA-256 of its bytes, as <see cref="IImageGrain"/> is keyed.</summary>
    [Id(0)]
    public required string ImageDigest { get; init; }

    /// <summary>The question, 1 to <see cref="QuestionLimits.MaxLength"/> characters.</summary>
    [Id(1)]
    public required string Question { get; init; }

    /// <summary>How it is to be answered.</summary>
    [Id(2)]
    public AskOptions Options { get; init; } = new();

    /// <summary>
    /// Digests of further images, which the model sees after the first one in every stage; where to look closer is chosen in the first.
    /// <value>At most <see cref="QuestionLimits.MaxOtherImages"/>.</value>
    /// </summary>
    [Id(3)]
    public IReadOnlyList<string> OtherImages { get; init; } = [];

    /// <summary>The same content is equal, the further images included.</summary>
    public bool Equals(AskRequest? other) => other is not null
        && ImageDigest == other.ImageDigest && Question == other.Question && Options == other.Options && OtherImages.SequenceEqual(other.OtherImages, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(ImageDigest, Question, Options, OtherImages.Count);
}
