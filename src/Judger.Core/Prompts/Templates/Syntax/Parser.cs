namespace Judger.Core.Prompts.Templates.Syntax;

/// <summary>
/// Reads a template's statements: those of Jinja that chat templates use, and transformers' own <c>generation</c>, <c>break</c> and <c>continue</c>.
/// </summary>
internal sealed class Parser
{
    private readonly TokenReader _tokens;
    private readonly ExpressionParser _expressions;
    private int _loops;

    private Parser(TokenReader tokens) => (_tokens, _expressions) = (tokens, new(tokens));

    /// <exception cref="TemplateException">It is not a template, or has what is not supported.</exception>
    public static IReadOnlyList<Statement> Parse(SourceText source, int depth)
    {
        var parser = new Parser(new(source, depth));
        var statements = parser.ParseBody([]);
        return parser._tokens.Current.Kind == TokenKind.End ? statements : throw parser._tokens.Unexpected("text or a tag");
    }

    // Up to the block tag that ends it, whose name is taken; up to the end of the template where no name ends it.
    private List<Statement> ParseBody(string[] ends) => _tokens.Nested(() =>
    {
        var statements = new List<Statement>();
        while (_tokens.Current is { Kind: not TokenKind.End } token)
        {
            _tokens.Take();
            if (token.Kind == TokenKind.Data) statements.Add(new Statement.Data(MarkedText.Of(token.Value), token.Position));
            else if (token.Kind == TokenKind.OutputBegin)
            {
                statements.Add(new Statement.Output(_expressions.ParseTuple(), token.Position));
                _tokens.Expect(TokenKind.OutputEnd, "the end of an output tag");
            }
            else
            {
                if (_tokens.Current.Kind == TokenKind.Name && ends.Contains(_tokens.Current.Value)) return statements;
                statements.Add(ParseStatement());
            }
        }

        return ends.Length == 0 ? statements : throw _tokens.Unexpected($"{{% {ends[^1]} %}}");
    });

    private Statement ParseStatement()
    {
        var name = _tokens.Expect(TokenKind.Name, "the name of a block");
        switch (name.Value)
        {
            case "if": return ParseIf(name.Position);
            case "for": return ParseFor(name.Position);
            case "set": return ParseSet(name.Position);
            case "macro": return ParseMacro(name.Position);
            case "call": return ParseCall(name.Position);
            case "filter": return ParseFilter(name.Position);
            case "with": return ParseWith(name.Position);
            case "generation":
                EndBlock();
                return new Statement.Scoped([], ParseBodyOf("endgeneration"), name.Position);
            case "print":
                var output = new Statement.Output(_expressions.ParseTuple(), name.Position);
                EndBlock();
                return output;
            case "break" or "continue" when _loops == 0:
                throw _tokens.Error($"'{name.Value}' stands outside of a loop", name.Position);
            case "break":
                EndBlock();
                return new Statement.Break(name.Position);
            case "continue":
                EndBlock();
                return new Statement.Continue(name.Position);
            default:
                throw _tokens.Error($"the block '{name.Value}' is not supported", name.Position);
        }
    }

    private void EndBlock() => _tokens.Expect(TokenKind.BlockEnd, "the end of a block tag");

    private List<Statement> ParseBodyOf(string end)
    {
        var body = ParseBody([end]);
        _tokens.Take();
        EndBlock();
        return body;
    }

    private Statement.If ParseIf(int position)
    {
        var branches = new List<(Expression, IReadOnlyList<Statement>)>();
        while (true)
        {
            var condition = _expressions.ParseTuple(isConditional: false);
            EndBlock();
            branches.Add((condition, ParseBody(["elif", "else", "endif"])));
            var next = _tokens.Take().Value;
            if (next == "elif") continue;
            EndBlock();
            return new(branches, next == "else" ? ParseBodyOf("endif") : [], position);
        }
    }

    private Statement.For ParseFor(int position)
    {
        var target = ParseTarget(hasMembers: false);
        if (!_tokens.TryTakeName("in")) throw _tokens.Unexpected("'in'");
        var items = _expressions.ParseTuple(isConditional: false);
        var condition = _tokens.TryTakeName("if") ? _expressions.Parse() : null;
        var isRecursive = _tokens.TryTakeName("recursive");
        EndBlock();
        _loops++;
        var body = ParseBody(["else", "endfor"]);
        _loops--;
        var hasElse = _tokens.Take().Value == "else";
        EndBlock();
        return new(target, items, condition, body, hasElse ? ParseBodyOf("endfor") : [], isRecursive, position);
    }

    private Statement ParseSet(int position)
    {
        var target = ParseTarget(hasMembers: true);
        if (_tokens.TryTake("="))
        {
            var value = _expressions.ParseTuple();
            EndBlock();
            return new Statement.Set(target, value, position);
        }

        var filter = _tokens.TryTake("|") ? _expressions.ParseBlockFilters() : null;
        EndBlock();
        return new Statement.SetBlock(target, filter, ParseBodyOf("endset"), position);
    }

    private AssignmentTarget ParseTarget(bool hasMembers)
    {
        var position = _tokens.Current.Position;
        var targets = new List<AssignmentTarget>();
        do
        {
            if (targets.Count > 0 && _tokens.Current.Kind != TokenKind.Name && !_tokens.Current.Is("(")) break;
            targets.Add(ParseOneTarget(hasMembers));
        }
        while (_tokens.Current.Is(",") && _tokens.TryTake(","));
        return targets.Count == 1 ? targets[0] : new AssignmentTarget.Several(targets, position);
    }

    private AssignmentTarget ParseOneTarget(bool hasMembers)
    {
        if (_tokens.TryTake("("))
        {
            var inner = _tokens.Nested(() => ParseTarget(hasMembers));
            _tokens.Expect(")");
            return inner;
        }

        var name = _tokens.Expect(TokenKind.Name, "a name to assign to");
        if (name.Value is "true" or "false" or "none" or "True" or "False" or "None")
            throw _tokens.Error($"'{name.Value}' cannot be assigned to", name.Position);
        return hasMembers && _tokens.TryTake(".")
            ? new AssignmentTarget.Member(name.Value, _tokens.Expect(TokenKind.Name, "the name of a member").Value, name.Position)
            : new AssignmentTarget.Variable(name.Value, name.Position);
    }

    private Statement.Macro ParseMacro(int position)
    {
        var name = _tokens.Expect(TokenKind.Name, "the name of a macro").Value;
        var parameters = ParseParameters();
        EndBlock();
        return ParseMacroBody(name, parameters, "endmacro", position);
    }

    private Statement.CallBlock ParseCall(int position)
    {
        var parameters = _tokens.Current.Is("(") ? ParseParameters() : [];
        var at = _tokens.Current.Position;
        var call = _expressions.Parse() as Expression.Call ?? throw _tokens.Error("a call block has no call", at);
        EndBlock();
        return new(call, ParseMacroBody("caller", parameters, "endcall", position), position);
    }

    private Statement.Macro ParseMacroBody(string name, IReadOnlyList<Parameter> parameters, string end, int position)
    {
        var (loops, names) = (_loops, _tokens.Names.Count);
        _loops = 0;
        var body = ParseBodyOf(end);
        _loops = loops;
        var mentioned = _tokens.Names.Skip(names);
        return new(name, parameters, body, mentioned.Contains("varargs"), mentioned.Contains("kwargs"), position);
    }

    private List<Parameter> ParseParameters()
    {
        var parameters = new List<Parameter>();
        _tokens.Expect("(");
        while (!_tokens.TryTake(")"))
        {
            if (parameters.Count > 0) _tokens.Expect(",");
            var name = _tokens.Expect(TokenKind.Name, "the name of a parameter");
            if (parameters.Any(parameter => parameter.Name == name.Value)) throw _tokens.Error($"the parameter '{name.Value}' is given twice", name.Position);
            if (_tokens.TryTake("=")) parameters.Add(new(name.Value, _expressions.Parse()));
            else if (parameters is [.., { Default: not null }]) throw _tokens.Error("a parameter without a default stands behind one with it", name.Position);
            else parameters.Add(new(name.Value, null));
        }

        return parameters;
    }

    private Statement.FilterBlock ParseFilter(int position)
    {
        var filter = _expressions.ParseBlockFilters();
        EndBlock();
        return new(filter, ParseBodyOf("endfilter"), position);
    }

    private Statement.Scoped ParseWith(int position)
    {
        var assignments = new List<(AssignmentTarget, Expression)>();
        while (_tokens.Current.Kind != TokenKind.BlockEnd)
        {
            if (assignments.Count > 0) _tokens.Expect(",");
            var target = ParseOneTarget(hasMembers: false);
            _tokens.Expect("=");
            assignments.Add((target, _expressions.Parse()));
        }

        EndBlock();
        return new(assignments, ParseBodyOf("endwith"), position);
    }
}
