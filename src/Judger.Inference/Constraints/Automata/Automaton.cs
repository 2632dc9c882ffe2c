using System.Runtime.InteropServices;
using Judger.Inference.Constraints.Grammars;
using Judger.Inference.Constraints.Vocabularies;

namespace Judger.Inference.Constraints.Automata;

/// <summary>
/// A grammar over the tokens of one model: for each state the tokens that may come next. States and masks are made when they are first needed and shared by all
/// answers. Safe for use by several threads at once.
/// </summary>
internal sealed class Automaton
{
    /// <summary>How much memory the masks of one grammar may take, in bytes; beyond it what was made is forgotten, and made again where it is needed.</summary>
    private const long MaxBytes = 8 << 20;

    private readonly Grammar _grammar;
    private readonly TokenVocabulary _vocabulary;
    private readonly AutomatonStates _states;
    private readonly TokenWalk _walk;
    private readonly HashSet<ulong[]> _masks = new(MaskContent.Instance);
    private readonly Lock _gate = new();
    private ulong[] _draft;

    public Automaton(Grammar grammar, TokenVocabulary vocabulary)
    {
        (_grammar, _vocabulary, _states, _draft) = (grammar, vocabulary, new(grammar), new ulong[vocabulary.Words]);
        _walk = new(_states, grammar.Classes, vocabulary.All.Depth);
    }

    /// <summary>Where an answer begins.</summary>
    public AutomatonState Start
    {
        get
        {
            lock (_gate) return _states.Start;
        }
    }

    /// <summary>A bit for each token that may come next. An end of sequence may where the answer is whole.</summary>
    public ReadOnlySpan<ulong> MaskOf(AutomatonState state) => state.Mask ?? Make(state);

    /// <summary>The state behind a token; dead where it may not come.</summary>
    public AutomatonState Next(AutomatonState state, int token)
    {
        foreach (var value in _vocabulary.BytesOf(token))
        {
            var index = _grammar.Classes[value];
            if (state.Next(index) is { } known) state = known;
            else
            {
                lock (_gate) state = _states.Next(state, index);
            }
        }

        return state;
    }

    private ulong[] Make(AutomatonState state)
    {
        lock (_gate)
        {
            if (state.Mask is { } made) return made;
            if (_states.IsFull || _masks.Count * (long)_vocabulary.Words * sizeof(ulong) > MaxBytes)
            {
                _states.Clear();
                _masks.Clear();
            }

            Array.Clear(_draft);
            _walk.Begin();
            if (StringBody(state) is { } left)
            {
                _vocabulary.AllowPlain(left, _draft);
                _vocabulary.Broken.Allow(_walk, state, _draft);
            }
            else _vocabulary.All.Allow(_walk, state, _draft);

            if (state.IsAccepting) _vocabulary.AllowEnds(_draft);

            // Very many states have the same one: each place in a long string, and each property that has the same type.
            if (!_masks.TryGetValue(_draft, out var mask))
            {
                _masks.Add(mask = _draft);
                _draft = new ulong[mask.Length];
            }

            return state.Mask = mask;
        }
    }

    /// <summary>How many characters may follow where the state is the inside of a string; null for other states.</summary>
    private int? StringBody(AutomatonState state)
    {
        if (state.Places is not [var place] || !_grammar.Nodes[place.Node].IsStringBody) return null;
        var most = _grammar.Rules[_grammar.Nodes[place.Node].Rule].Most;
        return most == Rule.Unlimited ? most : most - place.Count;
    }

    private sealed class MaskContent : IEqualityComparer<ulong[]>
    {
        public static MaskContent Instance { get; } = new();

        public bool Equals(ulong[]? x, ulong[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(ulong[] mask)
        {
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes(mask.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
