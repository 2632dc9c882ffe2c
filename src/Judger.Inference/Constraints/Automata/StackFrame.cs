namespace Judger.Inference.Constraints.Automata;

/// <summary>Where a called rule goes on when it ends. The same frame is the same object, so that states can be compared.</summary>
/// <param name="Id">A number of its own.</param>
/// <param name="Return">The node of the caller.</param>
/// <param name="Count">The caller's counter.</param>
/// <param name="Nesting">Levels of containers that are open inside the called rule.</param>
/// <param name="Parent">The caller's own frame; null for the whole answer.</param>
internal sealed record StackFrame(int Id, int Return, int Count, int Nesting, StackFrame? Parent);
