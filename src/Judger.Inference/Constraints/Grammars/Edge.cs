namespace Judger.Inference.Constraints.Grammars;

/// <summary>A way from one node to another that reads one byte.</summary>
/// <param name="Low">The smallest byte.</param>
/// <param name="High">The largest byte.</param>
/// <param name="Kind">What it does with the counter.</param>
/// <param name="Next">The node behind it.</param>
internal readonly record struct Edge(byte Low, byte High, EdgeKind Kind, int Next);
