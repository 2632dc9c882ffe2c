namespace Judger;

/// <summary>What one pass through a model cost.</summary>
[GenerateSerializer, Immutable, Alias("judger.WorkReport")]
public sealed record WorkReport
{
    /// <summary>Views that the vision encoder ran on.</summary>
    [Id(0)]
    public int ImagesEncoded { get; init; }

    /// <summary>Prompt tokens whose keys and values were computed.</summary>
    [Id(1)]
    public int TokensPrefilled { get; init; }

    /// <summary>Prompt tokens whose keys and values were there already.</summary>
    [Id(2)]
    public int TokensReused { get; init; }

    /// <summary>Tokens generated.</summary>
    [Id(3)]
    public int TokensGenerated { get; init; }

    /// <summary>Waiting for the device.</summary>
    [Id(4)]
    public TimeSpan Queue { get; init; }

    /// <summary>Computing on the device.</summary>
    [Id(5)]
    public TimeSpan Device { get; init; }
}
