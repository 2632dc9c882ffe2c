namespace Judger.Export.Synthetic.Families;

/// <summary>The special tokens of a family's prompts.</summary>
/// <param name="Begin">What begins every prompt; null where nothing does.</param>
/// <param name="End">What ends an answer.</param>
internal sealed record FamilyTokens(string? Begin, string End)
{
    /// <summary>Those of which the configuration says the id.</summary>
    public required IReadOnlyList<(string Token, int Id)> Known { get; init; }

    /// <summary>All others.</summary>
    public required IReadOnlyList<string> Others { get; init; }
}
