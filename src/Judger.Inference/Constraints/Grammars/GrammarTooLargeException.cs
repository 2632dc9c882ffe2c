namespace Judger.Inference.Constraints.Grammars;

/// <summary>A schema or a pattern asks for more places than a grammar may have, or more steps to find them.</summary>
internal sealed class GrammarTooLargeException() : Exception("The grammar is too large.");
