using System.Collections;

namespace Judger.Inference.Constraints.Grammars;

/// <summary>
/// From which nodes and counts of a rule its end can be reached: a pattern and a bound of the length can contradict each other, also far behind the place where
/// an answer has to decide. Backwards from the ends, through the product of nodes and counts.
/// </summary>
internal static class ReachableCounts
{
    /// <summary>Looks at nodes of a rule, which call no rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="first">The number of the first one.</param>
    /// <param name="start">The number of the one where they are entered.</param>
    /// <param name="nodes">What is known of them.</param>
    /// <returns>Whether the rule has any value.</returns>
    public static bool Limit(
        Rule rule, int first, int start, IReadOnlyList<(IReadOnlyList<Edge> Edges, IReadOnlyList<int> Empty, bool IsEnd)> nodes)
    {
        var counts = rule.Cap + 1;
        var before = new List<(int Node, EdgeKind Kind)>[nodes.Count];
        for (var i = 0; i < before.Length; i++) before[i] = [];
        var (reachable, open) = (new BitArray(nodes.Count * counts), new Stack<int>());
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var edge in nodes[i].Edges) before[edge.Next - first].Add((i, edge.Kind));
            foreach (var next in nodes[i].Empty) before[next - first].Add((i, EdgeKind.Plain));
            if (nodes[i].IsEnd) for (var count = 0; count < counts; count++) Add(i, count);
        }

        while (open.TryPop(out var pair))
        {
            var (node, count) = Math.DivRem(pair, counts);
            foreach (var (earlier, kind) in before[node])
            {
                if (kind == EdgeKind.Plain || (kind == EdgeKind.Close && count >= rule.Least)) Add(earlier, count);
                if (kind != EdgeKind.Count) continue;
                if (count > 0) Add(earlier, count - 1);
                if (rule.Most == Rule.Unlimited && count == rule.Cap) Add(earlier, count);
            }
        }

        rule.Limit(reachable, first);
        return reachable[(start - first) * counts];

        void Add(int node, int count)
        {
            var pair = (node * counts) + count;
            if (reachable[pair]) return;
            reachable[pair] = true;
            open.Push(pair);
        }
    }
}
