namespace Judger.Core.Prompts.Templates.Syntax;

/// <summary>A template's tokens, one after the other, and how deep what is being read nests.</summary>
internal sealed class TokenReader(SourceText source, int depth)
{
    private readonly IReadOnlyList<Token> _tokens = Lexer.Read(source);
    private int _next;
    private int _depth;

    public Token Current => _tokens[_next];

    public Token Following => _tokens[Math.Min(_next + 1, _tokens.Count - 1)];

    /// <summary>Every name that was read so far; a macro looks which ones its body has.</summary>
    public List<string> Names { get; } = [];

    public Token Take()
    {
        var token = Current;
        if (token.Kind == TokenKind.Name) Names.Add(token.Value);
        if (token.Kind != TokenKind.End) _next++;
        return token;
    }

    public bool TryTake(string operation)
    {
        if (!Current.Is(operation)) return false;
        Take();
        return true;
    }

    public bool TryTakeName(string name)
    {
        if (!Current.IsName(name)) return false;
        Take();
        return true;
    }

    public Token Expect(TokenKind kind, string what) => Current.Kind == kind ? Take() : throw Unexpected(what);

    public void Expect(string operation)
    {
        if (!TryTake(operation)) throw Unexpected($"'{operation}'");
    }

    public TemplateException Unexpected(string wanted) => Error($"{Current} stands where {wanted} is expected", Current.Position);

    public TemplateException Error(string problem, int position) => source.Error(problem, position);

    /// <summary>Reads something that may have things like itself within.</summary>
    public T Nested<T>(Func<T> read)
    {
        if (++_depth > depth) throw Error($"nests more than {depth} levels deep", Current.Position);
        var value = read();
        _depth--;
        return value;
    }
}
