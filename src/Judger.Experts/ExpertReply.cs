using Judger.Core.Judgments;

namespace Judger.Experts;

/// <summary>An expert's judgment and what it took.</summary>
/// <param name="Judgment">The judgment.</param>
/// <param name="Text">The expert's own words, where it has any.</param>
/// <param name="Usage">Requests and tokens.</param>
public sealed record ExpertReply(Judgment Judgment, string? Text = null, ExpertUsage Usage = default);
