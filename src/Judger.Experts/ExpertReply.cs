namespace Judger.Experts;

/// <summary>An expert's judgment.</summary>
/// <param name="Judgment">The judgment.</param>
/// <param name="Text">The text of its reply; null for experts that do not write one.</param>
/// <param name="Usage">Requests and tokens that the judgment took.</param>
public sealed record ExpertReply(Judgment Judgment, string? Text = null, ExpertSpending Usage = default);
