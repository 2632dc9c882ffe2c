using System.Text;

namespace Judger.Inference.Constraints.Grammars;

/// <summary>Puts a grammar together. Its size is bounded, whoever wrote the schema.</summary>
internal sealed class GrammarBuilder
{
    /// <summary>Most nodes of a grammar.</summary>
    public const int MaxNodes = 60_000;

    /// <summary>Most steps of all that is computed for a grammar: some tenths of a second.</summary>
    private const int MaxWork = 3_000_000;

    private readonly List<Draft> _nodes = [];
    private readonly List<Rule> _rules = [];
    private int _work;

    /// <summary>Adds a rule and the node where it begins.</summary>
    public int AddRule(bool isContainer = false, int least = 0, int most = Rule.Unlimited)
    {
        _rules.Add(new(isContainer, least, most));
        _rules[^1].Start = AddNode(_rules.Count - 1);
        return _rules.Count - 1;
    }

    public int StartOf(int rule) => _rules[rule].Start;

    public Rule RuleAt(int rule) => _rules[rule];

    /// <summary>Notes steps that are taken for the grammar, whatever becomes of them.</summary>
    /// <exception cref="GrammarTooLargeException">There are too many.</exception>
    public void Spend(int steps)
    {
        if (steps > MaxWork - _work) throw new GrammarTooLargeException();
        _work += steps;
    }

    /// <summary>Adds a node to a rule.</summary>
    /// <exception cref="GrammarTooLargeException">There are too many.</exception>
    public int AddNode(int rule)
    {
        if (_nodes.Count >= MaxNodes) throw new GrammarTooLargeException();
        _nodes.Add(new(new(rule)));
        return _nodes.Count - 1;
    }

    public void AddEdge(int from, byte low, byte high, int next, EdgeKind kind = EdgeKind.Plain) => _nodes[from].Edges.Add(new(low, high, kind, next));

    public void AddEdge(int from, char letter, int next, EdgeKind kind = EdgeKind.Plain) => AddEdge(from, (byte)letter, (byte)letter, next, kind);

    public void AddEmpty(int from, int next) => _nodes[from].Empty.Add(next);

    /// <summary>Reads a rule at a node that does nothing else.</summary>
    public void AddCall(int from, int rule, int next) => (_nodes[from].Node.Called, _nodes[from].Node.Return) = (rule, next);

    public IReadOnlyList<Edge> EdgesOf(int node) => _nodes[node].Edges;

    public IReadOnlyList<int> EmptyOf(int node) => _nodes[node].Empty;

    public void End(int node) => _nodes[node].Node.IsEnd = true;

    public void MarkStringBody(int node) => _nodes[node].Node.IsStringBody = true;

    /// <summary>Reads a text; gives the node behind it.</summary>
    public int AddText(int from, string text)
    {
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var next = AddNode(_nodes[from].Node.Rule);
            AddEdge(from, value, value, next);
            from = next;
        }

        return from;
    }

    /// <summary>Holds the length of a rule's values against what they may be.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="first">The first of its nodes that are looked at: all nodes from there on, which call no rule.</param>
    /// <param name="start">The one of them where they are entered.</param>
    /// <returns>Whether the rule has any value.</returns>
    /// <exception cref="GrammarTooLargeException">There is too much to look at.</exception>
    public bool TryLimitCounts(int rule, int first, int start)
    {
        Spend((int)Math.Min(int.MaxValue, (_nodes.Count - first) * ((long)RuleAt(rule).Cap + 1)));
        return ReachableCounts.Limit(
            RuleAt(rule),
            first,
            start,
            [.. _nodes.Skip(first).Select(draft => ((IReadOnlyList<Edge>)draft.Edges, (IReadOnlyList<int>)draft.Empty, draft.Node.IsEnd))]);
    }

    /// <summary>The grammar, with what is known of its nodes.</summary>
    /// <param name="root">The rule of a whole answer.</param>
    public Grammar Build(int root)
    {
        var nodes = new Node[_nodes.Count];
        for (var i = 0; i < nodes.Length; i++)
        {
            var (draft, node) = (_nodes[i], _nodes[i].Node);
            (node.Edges, node.Empty) = ([.. draft.Edges], [.. draft.Empty]);
            nodes[i] = node;
        }

        NestingNeeds.Set(nodes, _rules);
        return new(nodes, [.. _rules], root);
    }

    private sealed record Draft(Node Node)
    {
        public List<Edge> Edges { get; } = new(1);

        public List<int> Empty { get; } = new(0);
    }
}
