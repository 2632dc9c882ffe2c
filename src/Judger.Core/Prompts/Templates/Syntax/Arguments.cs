namespace Judger.Core.Prompts.Templates.Syntax;

/// <summary>What stands between the parentheses of a call, a filter or a test.</summary>
internal sealed record Arguments(IReadOnlyList<Expression> Positional, IReadOnlyList<(string Name, Expression Value)> Named)
{
    public static Arguments None { get; } = new([], []);

    /// <summary>A list whose items are further arguments (<c>*list</c>).</summary>
    public Expression? Rest { get; init; }

    /// <summary>A map whose entries are further named arguments (<c>**map</c>).</summary>
    public Expression? NamedRest { get; init; }
}
