namespace Judger.Core.Prompts.Templates.Syntax;

/// <summary>What a value is assigned to.</summary>
internal abstract record AssignmentTarget(int Position)
{
    public sealed record Variable(string Name, int Position) : AssignmentTarget(Position);

    public sealed record Member(string Namespace, string Name, int Position) : AssignmentTarget(Position);

    public sealed record Several(IReadOnlyList<AssignmentTarget> Targets, int Position) : AssignmentTarget(Position);
}
