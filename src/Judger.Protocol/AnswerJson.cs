namespace Judger.Protocol;

/// <summary>An answer as a model gave it; its tokens where they were asked for, and true or nothing for an answer that was cut.</summary>
public sealed record AnswerJson(string Text, double MeanLogProbability, double Ms, WorkJson Work, IReadOnlyList<AnswerToken>? Tokens = null, bool? Truncated = null);
