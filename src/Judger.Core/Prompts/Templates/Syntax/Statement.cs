namespace Judger.Core.Prompts.Templates.Syntax;

/// <summary>Something that a template does.</summary>
/// <param name="Position">Where it stands in the template.</param>
internal abstract record Statement(int Position)
{
    public sealed record Data(MarkedText Text, int Position) : Statement(Position);

    public sealed record Output(Expression Value, int Position) : Statement(Position);

    public sealed record If(IReadOnlyList<(Expression Condition, IReadOnlyList<Statement> Body)> Branches, IReadOnlyList<Statement> Else, int Position)
        : Statement(Position);

    public sealed record For(
        AssignmentTarget Target, Expression Items, Expression? Condition, IReadOnlyList<Statement> Body, IReadOnlyList<Statement> Else, bool IsRecursive,
        int Position) : Statement(Position);

    public sealed record Set(AssignmentTarget Target, Expression Value, int Position) : Statement(Position);

    public sealed record SetBlock(AssignmentTarget Target, Expression? Filter, IReadOnlyList<Statement> Body, int Position) : Statement(Position);

    /// <summary>A macro. One that mentions <c>varargs</c> or <c>kwargs</c> takes more arguments than it has parameters.</summary>
    public sealed record Macro(
        string Name, IReadOnlyList<Parameter> Parameters, IReadOnlyList<Statement> Body, bool TakesMore, bool TakesMoreNamed, int Position)
        : Statement(Position);

    /// <summary>A call whose macro gets the body as <c>caller</c>.</summary>
    public sealed record CallBlock(Expression.Call Call, Macro Caller, int Position) : Statement(Position);

    public sealed record FilterBlock(Expression Filter, IReadOnlyList<Statement> Body, int Position) : Statement(Position);

    /// <summary>A body whose assignments end with it, after those of its own: <c>with</c> and <c>generation</c>.</summary>
    public sealed record Scoped(IReadOnlyList<(AssignmentTarget Target, Expression Value)> Assignments, IReadOnlyList<Statement> Body, int Position)
        : Statement(Position);

    public sealed record Break(int Position) : Statement(Position);

    public sealed record Continue(int Position) : Statement(Position);
}
