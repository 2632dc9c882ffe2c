namespace Judger.Json;

/// <summary>An answer as a model gave it.</summary>
public sealed record AnswerJson(string Text, double MeanLogProbability, double Ms, WorkJson Work);
