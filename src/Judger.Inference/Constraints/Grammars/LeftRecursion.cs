namespace Judger.Inference.Constraints.Grammars;

/// <summary>Finds rules that call themselves before they read a byte: they would be called without end.</summary>
internal static class LeftRecursion
{
    /// <summary>A rule that is in such a circle, or reaches one; null where there is none.</summary>
    public static int? Find(Grammar grammar)
    {
        // Rules are taken away as long as there is one that all its callers are gone of; what is left goes in circles, or is reached from one.
        var called = grammar.Rules.Select(rule => CalledAtStart(grammar, rule)).ToArray();
        var callers = new int[called.Length];
        foreach (var rule in called.SelectMany(rules => rules)) callers[rule]++;
        var open = new Stack<int>(callers.Index().Where(rule => rule.Item == 0).Select(rule => rule.Index));
        var left = called.Length;
        while (open.TryPop(out var rule))
        {
            left--;
            foreach (var next in called[rule])
            {
                if (--callers[next] == 0) open.Push(next);
            }
        }

        return left == 0 ? null : Array.FindIndex(callers, count => count > 0);
    }

    private static int[] CalledAtStart(Grammar grammar, Rule rule)
    {
        var (seen, open, called) = (new HashSet<int> { rule.Start }, new Stack<int>([rule.Start]), new HashSet<int>());
        while (open.TryPop(out var at))
        {
            var node = grammar.Nodes[at];
            if (node.Called >= 0) called.Add(node.Called);
            foreach (var next in node.Empty)
            {
                if (seen.Add(next)) open.Push(next);
            }
        }

        return [.. called];
    }
}
