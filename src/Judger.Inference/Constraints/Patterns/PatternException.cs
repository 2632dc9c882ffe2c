namespace Judger.Inference.Constraints.Patterns;

/// <summary>A regular expression is not valid, or has a part that is not regular.</summary>
internal sealed class PatternException(string message) : Exception(message);
