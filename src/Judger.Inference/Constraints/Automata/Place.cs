namespace Judger.Inference.Constraints.Automata;

/// <summary>One way to read the answer until now.</summary>
/// <param name="Node">The grammar's node.</param>
/// <param name="Count">The counter of its rule.</param>
/// <param name="Stack">Where the rule goes on when it ends; null for the whole answer.</param>
internal readonly record struct Place(int Node, int Count, StackFrame? Stack)
{
    // The generated ones would look through the whole stack.
    public bool Equals(Place other) => Node == other.Node && Count == other.Count && ReferenceEquals(Stack, other.Stack);

    public override int GetHashCode() => HashCode.Combine(Node, Count, Stack?.Id);
}
