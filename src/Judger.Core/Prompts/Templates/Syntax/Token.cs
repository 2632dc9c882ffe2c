namespace Judger.Core.Prompts.Templates.Syntax;

/// <summary>A token of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Its text; that of a quoted text without its quotes.</param>
/// <param name="Position">Where it begins, in characters of the template.</param>
internal readonly record struct Token(TokenKind Kind, string Value, int Position)
{
    public bool Is(string operation) => Kind == TokenKind.Operator && Value == operation;

    public bool IsName(string name) => Kind == TokenKind.Name && Value == name;

    /// <summary>The token in words, for messages.</summary>
    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end of the template",
        TokenKind.Data => "text",
        TokenKind.OutputEnd => "the end of an output tag",
        TokenKind.BlockEnd => "the end of a block tag",
        _ => $"'{Value}'",
    };
}
