namespace Judger;

/// <summary>One question, about images or within a conversation.</summary>
[GenerateSerializer, Immutable, Alias("judger.AskRequest")]
public sealed record AskRequest
{
    /// <summary>
    /// The images, as <see cref="IImageGrain"/> keeps them, in the order in which the model sees them in every stage: first those of earlier turns.
    /// <value>Up to <see cref="QuestionLimits.MaxImages"/>.</value> Without one, nobody looks at a region.
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

    /// <summary>How the model is to behave. Its answers heed it; where it looks and what judges see does not depend on it.</summary>
    [Id(5)]
    public string? Instructions { get; init; }

    /// <summary>
    /// What was said before, oldest first. Answers are given in its light; where the model looks and what judges see depends on the question alone.
    /// <value>Up to <see cref="QuestionLimits.MaxTurns"/>, of up to <see cref="QuestionLimits.MaxConversationLength"/> characters together with
    /// <see cref="Instructions"/>.</value>
    /// </summary>
    [Id(6)]
    public IReadOnlyList<ConversationTurn> Turns { get; init; } = [];

    /// <summary>The image that is looked at more closely; there must be one.</summary>
    public ImageDigest AttendedImage => Images[Attended];

    /// <summary>The same content is equal, the images included.</summary>
    public bool Equals(AskRequest? other) => other is not null
        && (Attended, Question, Options, Instructions) == (other.Attended, other.Question, other.Options, other.Instructions)
        && Images.SequenceEqual(other.Images)
        && Turns.SequenceEqual(other.Turns);

    public override int GetHashCode() => HashCode.Combine(Images.Count, Images.Count > 0 ? Images[0] : default, Attended, Question, Options, Turns.Count);
}
