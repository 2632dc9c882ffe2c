namespace Judger;

/// <summary>What passes through a model cost.</summary>
/// <param name="ImagesEncoded">Images that went through the vision encoder; cached ones do not count.</param>
/// <param name="TokensPrefilled">Prompt positions that were computed, image patches and the beginning of sequence included.</param>
/// <param name="TokensReused">Prompt positions whose keys and values were in the KV cache already.</param>
/// <param name="TokensGenerated">Tokens of answers.</param>
[GenerateSerializer, Immutable, Alias("judger.WorkCount")]
public readonly record struct WorkCount(
    [property: Id(0)] int ImagesEncoded,
    [property: Id(1)] int TokensPrefilled,
    [property: Id(2)] int TokensReused,
    [property: Id(3)] int TokensGenerated)
{
    /// <summary>Images whose encodings were kept from earlier requests; those whose positions were reused as a whole were not even looked for.</summary>
    [Id(4)]
    public int ImagesCached { get; init; }

    /// <summary>Time spent waiting for the device.</summary>
    [Id(5)]
    public TimeSpan Queue { get; init; }

    /// <summary>Time spent computing on the device.</summary>
    [Id(6)]
    public TimeSpan Device { get; init; }

    /// <summary>Tokens of drafts that were verified behind prompts.</summary>
    [Id(7)]
    public int TokensDrafted { get; init; }

    /// <summary>Tokens of answers that were drafted, and so took no step of their own.</summary>
    [Id(8)]
    public int TokensAccepted { get; init; }

    /// <summary>Prompt tokens read, whether computed or reused.</summary>
    public int PromptTokens => TokensPrefilled + TokensReused;

    /// <summary>The work of two passes together.</summary>
    public static WorkCount operator +(WorkCount left, WorkCount right) => new(
        left.ImagesEncoded + right.ImagesEncoded,
        left.TokensPrefilled + right.TokensPrefilled,
        left.TokensReused + right.TokensReused,
        left.TokensGenerated + right.TokensGenerated)
    {
        ImagesCached = left.ImagesCached + right.ImagesCached,
        Queue = left.Queue + right.Queue,
        Device = left.Device + right.Device,
        TokensDrafted = left.TokensDrafted + right.TokensDrafted,
        TokensAccepted = left.TokensAccepted + right.TokensAccepted,
    };
}
