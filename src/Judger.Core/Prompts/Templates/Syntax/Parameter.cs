namespace Judger.Core.Prompts.Templates.Syntax;

/// <summary>A parameter of a macro, and what it is where a call leaves it out.</summary>
internal sealed record Parameter(string Name, Expression? Default);
