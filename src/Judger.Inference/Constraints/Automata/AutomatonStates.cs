using Judger.Inference.Constraints.Grammars;

namespace Judger.Inference.Constraints.Automata;

/// <summary>
/// The states of one grammar: the pushdown automaton made deterministic where answers go. Not safe for several threads at once. A grammar that can be read in
/// very many ways loses some of them, never its validity: each way that is kept has an end.
/// </summary>
internal sealed class AutomatonStates
{
    /// <summary>Most ways of one state, and most steps to find them.</summary>
    private const int MaxPlaces = 256;
    private const int MaxSteps = 8 * MaxPlaces;

    /// <summary>About how much memory the states of one grammar may take, in bytes; beyond it they are made anew each time.</summary>
    private const long MaxBytes = 8 << 20;

    private readonly Grammar _grammar;
    private readonly Dictionary<(int Return, int Count, int Parent), StackFrame> _frames = [];
    private readonly Dictionary<(Place[] Places, bool IsAccepting), AutomatonState> _states = new(StateKeys.Instance);
    private readonly Stack<Place> _open = new();
    private readonly HashSet<Place> _seen = [];
    private readonly List<Place> _kept = [];
    private bool _isAccepting;
    private int _frameIds;

    public AutomatonStates(Grammar grammar)
    {
        _grammar = grammar;
        Start = Create();
    }

    /// <summary>Where an answer begins.</summary>
    public AutomatonState Start { get; private set; }

    /// <summary>About how much memory the states take, without their masks, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether no further state is kept, until all are forgotten.</summary>
    public bool IsFull => Bytes > MaxBytes;

    /// <summary>The state behind a byte, which is made where nobody has been there.</summary>
    public AutomatonState Next(AutomatonState state, byte index)
    {
        if (state.Next(index) is { } known) return known;
        var value = _grammar.Classes.Example(index);
        Begin();
        foreach (var place in state.Places)
        {
            var rule = _grammar.Rules[_grammar.Nodes[place.Node].Rule];
            foreach (var edge in _grammar.Nodes[place.Node].Edges)
            {
                if (value < edge.Low || value > edge.High) continue;
                switch (edge.Kind)
                {
                    case EdgeKind.Count when place.Count < rule.Most:
                        Offer(edge.Next, Math.Min(place.Count + 1, rule.Cap), place.Stack);
                        break;
                    case EdgeKind.Close when place.Count >= rule.Least:
                    case EdgeKind.Plain:
                        Offer(edge.Next, place.Count, place.Stack);
                        break;
                }
            }
        }

        var next = Finish();
        if (!IsFull) state.SetNext(index, next);
        return next;
    }

    /// <summary>Forgets all states. Who is at one stays there, and goes on to new ones.</summary>
    public void Clear()
    {
        _states.Clear();
        _frames.Clear();
        Bytes = 0;
        Start = Create();
    }

    private AutomatonState Create()
    {
        Begin();
        Offer(_grammar.Rules[_grammar.Root].Start, 0, null);
        return Finish();
    }

    private void Begin()
    {
        _open.Clear();
        _seen.Clear();
        _kept.Clear();
        _isAccepting = false;
    }

    private void Offer(int node, int count, StackFrame? stack)
    {
        var at = _grammar.Nodes[node];
        if (at.Need > Grammar.MaxNesting - (stack?.Nesting ?? 0) || !_grammar.Rules[at.Rule].CanEnd(node, count)) return;
        var place = new Place(node, count, stack);
        if (_seen.Count < MaxSteps && _seen.Add(place)) _open.Push(place);
    }

    /// <summary>Follows what reads no byte, and gives the state of all places that were found.</summary>
    private AutomatonState Finish()
    {
        while (_open.TryPop(out var place))
        {
            var node = _grammar.Nodes[place.Node];
            if (node.Edges.Length > 0 && _kept.Count < MaxPlaces) _kept.Add(place);
            foreach (var next in node.Empty) Offer(next, place.Count, place.Stack);
            if (node.Called >= 0)
            {
                var rule = _grammar.Rules[node.Called];
                Offer(rule.Start, 0, Frame(node.Return, place.Count, (place.Stack?.Nesting ?? 0) + (rule.IsContainer ? 1 : 0), place.Stack));
            }

            if (!node.IsEnd) continue;
            if (place.Stack is { } frame) Offer(frame.Return, frame.Count, frame.Parent);
            else _isAccepting = true;
        }

        if (_kept.Count == 0 && !_isAccepting) return AutomatonState.Dead;

        // In the order in which they were found, which is the same whatever other answers have been written.
        var places = _kept.ToArray();
        if (_states.TryGetValue((places, _isAccepting), out var known)) return known;
        var state = new AutomatonState(places, _isAccepting, _grammar.Classes.Count);
        if (IsFull) return state;
        _states.Add((places, _isAccepting), state);
        Bytes += 200 + (24 * places.Length) + (8 * _grammar.Classes.Count);
        return state;
    }

    private StackFrame Frame(int node, int count, int nesting, StackFrame? parent)
    {
        var key = (node, count, parent?.Id ?? 0);
        if (_frames.TryGetValue(key, out var known)) return known;
        var frame = new StackFrame(++_frameIds, node, count, nesting, parent);
        if (IsFull) return frame;
        _frames.Add(key, frame);
        Bytes += 120;
        return frame;
    }

    private sealed class StateKeys : IEqualityComparer<(Place[] Places, bool IsAccepting)>
    {
        public static StateKeys Instance { get; } = new();

        public bool Equals((Place[] Places, bool IsAccepting) x, (Place[] Places, bool IsAccepting) y) =>
            x.IsAccepting == y.IsAccepting && x.Places.AsSpan().SequenceEqual(y.Places);

        public int GetHashCode((Place[] Places, bool IsAccepting) key)
        {
            var hash = new HashCode();
            hash.Add(key.IsAccepting);
            foreach (var place in key.Places) hash.Add(place);
            return hash.ToHashCode();
        }
    }
}
