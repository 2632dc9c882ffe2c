namespace Judger.Benchmarks.Models;

/// <summary>What the embedded model did with a question.</summary>
/// <param name="Text">The question.</param>
/// <param name="Looks">Whether it is not sure of its first answer, so that it looks again.</param>
/// <param name="Keeps">Whether the answer from a second look is the first one.</param>
internal sealed record GateDecision(string Text, bool Looks, bool Keeps);
