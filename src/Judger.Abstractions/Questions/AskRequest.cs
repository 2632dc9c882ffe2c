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
}
