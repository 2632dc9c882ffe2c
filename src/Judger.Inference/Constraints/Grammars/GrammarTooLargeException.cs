namespace Judger.Inference.Constraints.Grammars;

/// <summary>A schema or a pattern asks for more places than a grammar may have.</summary>
internal sealed class GrammarTooLargeException() : Exception($"A grammar has at most {GrammarBuilder.MaxNodes} places.");
