namespace Judger.Core.Prompts.Templates.Syntax;

/// <summary>Something that has a value.</summary>
/// <param name="Position">Where it stands in the template.</param>
internal abstract record Expression(int Position)
{
    public sealed record Constant(object? Value, int Position) : Expression(Position);

    public sealed record Name(string Variable, int Position) : Expression(Position);

    public sealed record List(IReadOnlyList<Expression> Items, bool IsTuple, int Position) : Expression(Position);

    public sealed record Map(IReadOnlyList<(Expression Key, Expression Value)> Entries, int Position) : Expression(Position);

    public sealed record Attribute(Expression Target, string Member, int Position) : Expression(Position);

    public sealed record Item(Expression Target, Expression Key, int Position) : Expression(Position);

    public sealed record Slice(Expression Target, Expression? Begin, Expression? End, Expression? Step, int Position) : Expression(Position);

    public sealed record Call(Expression Target, Arguments Arguments, int Position) : Expression(Position);

    /// <summary>A filter; without a value, that of a filter block, which is given its body.</summary>
    public sealed record Filter(Expression? Value, string FilterName, Arguments Arguments, int Position) : Expression(Position);

    public sealed record Test(Expression Value, string TestName, Arguments Arguments, int Position) : Expression(Position);

    public sealed record Unary(string Operator, Expression Operand, int Position) : Expression(Position);

    public sealed record Binary(string Operator, Expression Left, Expression Right, int Position) : Expression(Position);

    /// <summary><c>and</c> and <c>or</c>, whose right side is evaluated only where the left one does not decide.</summary>
    public sealed record Logic(bool IsAnd, Expression Left, Expression Right, int Position) : Expression(Position);

    /// <summary>Comparisons one behind the other, all of which have to hold.</summary>
    public sealed record Compare(Expression First, IReadOnlyList<(string Operator, Expression Right)> Others, int Position) : Expression(Position);

    public sealed record Concat(IReadOnlyList<Expression> Parts, int Position) : Expression(Position);

    public sealed record Conditional(Expression Condition, Expression Then, Expression? Else, int Position) : Expression(Position);
}
