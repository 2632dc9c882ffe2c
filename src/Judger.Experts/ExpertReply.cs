namespace Judger.Experts;

/// <summary>An expert's judgment.</summary>
/// <param name="Judgment">The judgment. It has a failure where the reply was paid for but cut off, refused or empty.</param>
/// <param name="Text">The text of its reply after its thoughts; null for experts that do not write one.</param>
/// <param name="Usage">Requests and tokens that the judgment took.</param>
public sealed record ExpertReply(Judgment Judgment, string? Text = null, ExpertSpending Usage = default);
