namespace Judger.Server.Http.Experts;

/// <summary>The experts that a question may name.</summary>
internal sealed record ExpertList
{
    /// <summary>The experts: the built-in ones, then those of the configuration.</summary>
    public required IReadOnlyList<ExpertEntry> Data { get; init; }
}

/// <summary>An expert that a question may name.</summary>
internal sealed record ExpertEntry
{
    /// <summary>What a question calls it.</summary>
    public required string Id { get; init; }

    /// <summary>True for the experts that every cluster has.</summary>
    public required bool BuiltIn { get; init; }
}
