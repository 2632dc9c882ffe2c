using Judger.Inference.Constraints.Grammars;

namespace Judger.Inference.Constraints.Patterns;

/// <summary>
/// The subset construction. An expression is made deterministic before anything is read with it, since one of hostile make can have more states than memory: it
/// is then refused, and not found out in the middle of an answer.
/// </summary>
internal static class PatternDeterminizer
{
    /// <summary>Adds the deterministic automaton of an expression to a rule.</summary>
    /// <param name="nodes">The automaton of the expression.</param>
    /// <param name="start">Its first node.</param>
    /// <param name="last">Its last node.</param>
    /// <param name="builder">Where it goes.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="from">The node before the first character.</param>
    /// <param name="end">The node behind the closing quote.</param>
    /// <exception cref="GrammarTooLargeException">It has too many states.</exception>
    public static void Add(GrammarBuilder nodes, int start, int last, GrammarBuilder builder, int rule, int from, int end)
    {
        var (known, open) = (new Dictionary<string, int>(StringComparer.Ordinal), new Queue<(int[] Set, int Node)>());
        builder.AddEmpty(from, NodeOf([start]));
        while (open.TryDequeue(out var state))
        {
            var (set, node) = state;
            if (Array.BinarySearch(set, last) >= 0) builder.AddEdge(node, '"', end, EdgeKind.Close);
            Edge[] edges = [.. set.SelectMany(nodes.EdgesOf).OrderBy(edge => edge.Low)];
            var cuts = edges.SelectMany(edge => new int[] { edge.Low, edge.High + 1 }).Distinct().Order().ToArray();
            builder.Spend(edges.Length);
            var (begun, active) = (0, new List<Edge>());
            for (var i = 0; i + 1 < cuts.Length; i++)
            {
                active.RemoveAll(edge => edge.High < cuts[i]);
                while (begun < edges.Length && edges[begun].Low == cuts[i]) active.Add(edges[begun++]);
                builder.Spend(active.Count + 1);

                // Where a character begins is the same on all ways.
                if (active.Count > 0)
                    builder.AddEdge(node, (byte)cuts[i], (byte)(cuts[i + 1] - 1), NodeOf(active.Select(edge => edge.Next)), active[0].Kind);
            }
        }

        int NodeOf(IEnumerable<int> targets)
        {
            var set = Closure(targets);
            var key = string.Create(set.Length * 2, set, (letters, values) =>
            {
                for (var i = 0; i < values.Length; i++) (letters[2 * i], letters[(2 * i) + 1]) = ((char)(values[i] >> 16), (char)values[i]);
            });
            if (known.TryGetValue(key, out var node)) return node;
            known.Add(key, node = builder.AddNode(rule));
            open.Enqueue((set, node));
            return node;
        }

        int[] Closure(IEnumerable<int> targets)
        {
            var (seen, left) = (new HashSet<int>(targets), new Stack<int>());
            foreach (var target in seen) left.Push(target);
            while (left.TryPop(out var at))
            {
                builder.Spend(1);
                foreach (var next in nodes.EmptyOf(at))
                {
                    if (seen.Add(next)) left.Push(next);
                }
            }

            // Nodes that only lead on do not tell states apart.
            int[] set = [.. seen.Where(node => node == last || nodes.EdgesOf(node).Count > 0)];
            Array.Sort(set);
            return set;
        }
    }
}
