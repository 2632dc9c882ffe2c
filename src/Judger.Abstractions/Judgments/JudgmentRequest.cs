namespace Judger;

/// <summary>An answer to be judged.</summary>
[GenerateSerializer, Immutable, Alias("judger.JudgmentRequest")]
public sealed record JudgmentRequest
{
    [Id(0)]
    public required string ImageDigest { get; init; }

    [Id(1)]
    public required string Question { get; init; }

    [Id(2)]
    public required string Answer { get; init; }

    /// <summary>The region that the answer was given from.</summary>
    [Id(3)]
    public required ImageBox Crop { get; init; }

    /// <summary>The known answer, for the reference expert.</summary>
    [Id(4)]
    public string? ReferenceAnswer { get; init; }

    /// <summary>The slot whose model judges, for the self expert.</summary>
    [Id(5)]
    public string? Slot { get; init; }

    /// <summary>Where the question stands in time.</summary>
    [Id(6)]
    public required StageContext Context { get; init; }

    /// <summary>See <see cref="AskRequest.OtherImages"/>.</summary>
    [Id(7)]
    public IReadOnlyList<string> OtherImages { get; init; } = [];
}
