namespace Judger.Inference.Constraints.Grammars;

/// <summary>
/// How many further levels of containers each node needs at least, so that no answer goes where the bound of levels would keep it from its end: the
/// least, over all ways, of a way's deepest call. It is Knuth's generalisation of Dijkstra's algorithm, level by level, in time linear in the grammar.
/// </summary>
internal static class NestingNeeds
{
    public static void Set(Node[] nodes, IReadOnlyList<Rule> rules)
    {
        var (before, callers) = (Before(nodes), nodes.Index().Where(node => node.Item.Called >= 0).ToLookup(node => node.Item.Called, node => node.Index));
        var levels = new SortedDictionary<int, Stack<int>>();
        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].IsEnd) Offer(i, 0);
        }

        while (levels.Count > 0)
        {
            var (level, open) = levels.First();
            while (open.TryPop(out var node))
            {
                if (nodes[node].Need <= level) continue;
                nodes[node].Need = level;
                foreach (var earlier in before[node])
                {
                    if (nodes[earlier].Called >= 0 && nodes[earlier].Return == node) OfferCall(earlier);
                    else Offer(earlier, level);
                }

                var rule = nodes[node].Rule;
                if (rules[rule].Start == node) foreach (var caller in callers[rule]) OfferCall(caller);
            }

            levels.Remove(level);
        }

        void OfferCall(int caller)
        {
            var rule = rules[nodes[caller].Called];
            var (inside, behind) = (nodes[rule.Start].Need, nodes[nodes[caller].Return].Need);
            if (inside != Node.Never && behind != Node.Never) Offer(caller, Math.Max(inside + (rule.IsContainer ? 1 : 0), behind));
        }

        void Offer(int node, int level)
        {
            if (!levels.TryGetValue(level, out var open)) levels[level] = open = new();
            open.Push(node);
        }
    }

    private static List<int>[] Before(Node[] nodes)
    {
        var before = new List<int>[nodes.Length];
        for (var i = 0; i < nodes.Length; i++) before[i] = new(1);
        for (var i = 0; i < nodes.Length; i++)
        {
            foreach (var edge in nodes[i].Edges) before[edge.Next].Add(i);
            foreach (var next in nodes[i].Empty) before[next].Add(i);
            if (nodes[i].Called >= 0) before[nodes[i].Return].Add(i);
        }

        return before;
    }
}
