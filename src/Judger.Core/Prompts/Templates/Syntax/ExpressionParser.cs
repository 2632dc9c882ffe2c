using System.Globalization;
using Judger.Core.Prompts.Templates.Evaluation;

namespace Judger.Core.Prompts.Templates.Syntax;

/// <summary>Reads expressions, with the precedence that Jinja 3.1 gives operators, filters and tests.</summary>
internal sealed class ExpressionParser(TokenReader tokens)
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    /// <summary>An expression, or several with commas between, which are a tuple.</summary>
    public Expression ParseTuple(bool isConditional = true)
    {
        var position = tokens.Current.Position;
        var first = isConditional ? Parse() : ParseOr();
        if (!tokens.Current.Is(",")) return first;
        List<Expression> items = [first];
        while (tokens.TryTake(",") && !EndsTuple()) items.Add(isConditional ? Parse() : ParseOr());
        return new Expression.List(items, true, position);
    }

    /// <summary>One expression.</summary>
    public Expression Parse() => tokens.Nested(() =>
    {
        var position = tokens.Current.Position;
        var value = ParseOr();
        while (tokens.TryTakeName("if"))
        {
            var condition = ParseOr();
            value = new Expression.Conditional(condition, value, tokens.TryTakeName("else") ? Parse() : null, position);
        }

        return value;
    });

    /// <summary>One expression that is not chosen by an <c>if</c> behind it, which a loop has for itself.</summary>
    public Expression ParseOr() => ParseLogic("or", () => ParseLogic("and", ParseNot));

    /// <summary>Filters one behind the other, on the body of a block.</summary>
    public Expression ParseBlockFilters()
    {
        var filter = ParseFilter(null);
        while (tokens.TryTake("|")) filter = ParseFilter(filter);
        return filter;
    }

    /// <summary>The arguments of a call, from its parenthesis on.</summary>
    public Arguments ParseArguments()
    {
        tokens.Expect("(");
        var (positional, named) = (new List<Expression>(), new List<(string, Expression)>());
        Expression? rest = null, namedRest = null;
        while (!tokens.TryTake(")"))
        {
            if (positional.Count + named.Count > 0 || rest is not null || namedRest is not null)
            {
                tokens.Expect(",");
                if (tokens.TryTake(")")) break;
            }

            var position = tokens.Current.Position;
            if (tokens.TryTake("**")) namedRest = namedRest is null ? Parse() : throw tokens.Error("a call has ** twice", position);
            else if (tokens.TryTake("*")) rest = rest is null ? Parse() : throw tokens.Error("a call has * twice", position);
            else if (tokens.Current.Kind == TokenKind.Name && tokens.Following.Is("="))
            {
                var name = tokens.Take().Value;
                tokens.Expect("=");
                named.Add((name, Parse()));
            }
            else if (named.Count > 0 || namedRest is not null) throw tokens.Error("an argument without a name stands behind one with a name", position);
            else positional.Add(Parse());
        }

        return new(positional, named) { Rest = rest, NamedRest = namedRest };
    }

    private bool EndsTuple() => tokens.Current.Kind is TokenKind.BlockEnd or TokenKind.OutputEnd || tokens.Current.Is(")") || tokens.Current.IsName("in");

    private Expression ParseLogic(string name, Func<Expression> parse)
    {
        var position = tokens.Current.Position;
        var left = parse();
        while (tokens.TryTakeName(name)) left = new Expression.Logic(name == "and", left, parse(), position);
        return left;
    }

    private Expression ParseNot()
    {
        var position = tokens.Current.Position;
        return tokens.TryTakeName("not") ? tokens.Nested(() => new Expression.Unary("not", ParseNot(), position)) : ParseComparison();
    }

    private Expression ParseComparison()
    {
        var position = tokens.Current.Position;
        var first = ParseSum();
        var others = new List<(string, Expression)>();
        while (true)
        {
            if (tokens.Current.Kind == TokenKind.Operator && Comparisons.Contains(tokens.Current.Value)) others.Add((tokens.Take().Value, ParseSum()));
            else if (tokens.TryTakeName("in")) others.Add(("in", ParseSum()));
            else if (tokens.Current.IsName("not") && tokens.Following.IsName("in"))
            {
                tokens.Take();
                tokens.Take();
                others.Add(("not in", ParseSum()));
            }
            else return others.Count == 0 ? first : new Expression.Compare(first, others, position);
        }
    }

    private Expression ParseSum() => ParseBinary(ParseConcat, "+", "-");

    private Expression ParseConcat()
    {
        var position = tokens.Current.Position;
        List<Expression> parts = [ParseProduct()];
        while (tokens.TryTake("~")) parts.Add(ParseProduct());
        return parts.Count == 1 ? parts[0] : new Expression.Concat(parts, position);
    }

    private Expression ParseProduct() => ParseBinary(() => ParseBinary(() => ParseUnary(), "**"), "*", "/", "//", "%");

    private Expression ParseBinary(Func<Expression> parse, params string[] operators)
    {
        var left = parse();
        while (tokens.Current.Kind == TokenKind.Operator && operators.Contains(tokens.Current.Value))
        {
            var operation = tokens.Take();
            left = new Expression.Binary(operation.Value, left, parse(), operation.Position);
        }

        return left;
    }

    private Expression ParseUnary(bool hasFilters = true)
    {
        var token = tokens.Current;
        var value = token.Is("-") || token.Is("+")
            ? tokens.Nested(() => new Expression.Unary(tokens.Take().Value, ParseUnary(hasFilters: false), token.Position))
            : ParsePrimary();
        value = ParsePostfix(value);
        return hasFilters ? ParseFilters(value) : value;
    }

    private Expression ParsePrimary()
    {
        var token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                tokens.Take();
                return token.Value switch
                {
                    "true" or "True" => new Expression.Constant(true, token.Position),
                    "false" or "False" => new Expression.Constant(false, token.Position),
                    "none" or "None" => new Expression.Constant(null, token.Position),
                    _ => new Expression.Name(token.Value, token.Position),
                };
            case TokenKind.Text:
                var text = tokens.Take().Value;
                while (tokens.Current.Kind == TokenKind.Text) text += tokens.Take().Value;
                return new Expression.Constant(MarkedText.Of(text), token.Position);
            case TokenKind.Integer:
                tokens.Take();
                return long.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var integer)
                    ? new Expression.Constant(integer, token.Position)
                    : throw tokens.Error("the number is too large", token.Position);
            case TokenKind.Float:
                tokens.Take();
                return new Expression.Constant(double.Parse(token.Value, CultureInfo.InvariantCulture), token.Position);
            case TokenKind.Operator when token.Value is "(":
                tokens.Take();
                if (tokens.TryTake(")")) return new Expression.List([], true, token.Position);
                var value = ParseTuple();
                tokens.Expect(")");
                return value;
            case TokenKind.Operator when token.Value is "[":
                tokens.Take();
                return new Expression.List(ParseUntil("]", Parse), false, token.Position);
            case TokenKind.Operator when token.Value is "{":
                tokens.Take();
                return new Expression.Map(ParseUntil("}", ParseEntry), token.Position);
            default:
                throw tokens.Unexpected("a value");
        }
    }

    private (Expression Key, Expression Value) ParseEntry()
    {
        var key = Parse();
        tokens.Expect(":");
        return (key, Parse());
    }

    private List<T> ParseUntil<T>(string end, Func<T> parse)
    {
        var items = new List<T>();
        while (!tokens.TryTake(end))
        {
            if (items.Count > 0)
            {
                tokens.Expect(",");
                if (tokens.TryTake(end)) break;
            }

            items.Add(parse());
        }

        return items;
    }

    private Expression ParsePostfix(Expression value)
    {
        while (true)
        {
            var position = tokens.Current.Position;
            if (tokens.TryTake(".")) value = ParseMember(value, position);
            else if (tokens.TryTake("[")) value = ParseItem(value, position);
            else if (tokens.Current.Is("(")) value = new Expression.Call(value, ParseArguments(), position);
            else return value;
        }
    }

    private Expression ParseMember(Expression value, int position)
    {
        if (tokens.Current.Kind != TokenKind.Integer)
            return new Expression.Attribute(value, tokens.Expect(TokenKind.Name, "the name of a member").Value, position);
        var index = ParsePrimary();
        return new Expression.Item(value, index, position);
    }

    private Expression ParseItem(Expression value, int position)
    {
        var begin = tokens.Current.Is(":") ? null : Parse();
        if (tokens.TryTake("]")) return new Expression.Item(value, begin!, position);
        if (tokens.Current.Is(","))
        {
            List<Expression> items = [begin!];
            while (tokens.TryTake(",") && !tokens.Current.Is("]")) items.Add(Parse());
            tokens.Expect("]");
            return new Expression.Item(value, new Expression.List(items, true, position), position);
        }

        tokens.Expect(":");
        var end = tokens.Current.Is(":") || tokens.Current.Is("]") ? null : Parse();
        var step = tokens.TryTake(":") && !tokens.Current.Is("]") ? Parse() : null;
        tokens.Expect("]");
        return new Expression.Slice(value, begin, end, step, position);
    }

    private Expression ParseFilters(Expression value)
    {
        while (true)
        {
            var position = tokens.Current.Position;
            if (tokens.TryTake("|")) value = ParseFilter(value);
            else if (tokens.TryTakeName("is")) value = ParseTest(value, position);
            else if (tokens.Current.Is("(")) value = new Expression.Call(value, ParseArguments(), position);
            else return value;
        }
    }

    private Expression.Filter ParseFilter(Expression? value)
    {
        var name = tokens.Expect(TokenKind.Name, "the name of a filter");
        if (!Filters.Knows(name.Value)) throw tokens.Error($"there is no filter '{name.Value}'", name.Position);
        return new(value, name.Value, tokens.Current.Is("(") ? ParseArguments() : Arguments.None, name.Position);
    }

    private Expression ParseTest(Expression value, int position)
    {
        var isNegated = tokens.TryTakeName("not");
        var name = tokens.Expect(TokenKind.Name, "the name of a test");
        if (!Tests.Knows(name.Value)) throw tokens.Error($"there is no test '{name.Value}'", name.Position);
        var arguments = tokens.Current.Is("(") ? ParseArguments() : BeginsArgument() ? new([ParsePostfix(ParsePrimary())], []) : Arguments.None;
        var test = new Expression.Test(value, name.Value, arguments, position);
        return isNegated ? new Expression.Unary("not", test, position) : test;
    }

    private bool BeginsArgument() => tokens.Current.Kind switch
    {
        TokenKind.Text or TokenKind.Integer or TokenKind.Float => true,
        TokenKind.Name => tokens.Current.Value is not ("else" or "or" or "and" or "is" or "if" or "not" or "in"),
        _ => tokens.Current.Is("[") || tokens.Current.Is("{"),
    };
}
