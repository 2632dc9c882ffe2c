using Judger.Inference.Constraints.Automata;
using Judger.Inference.Constraints.Grammars;

namespace Judger.Inference.Constraints.Vocabularies;

/// <summary>A walk through tokens: the automaton that reads them, and its states on the way to the token that is looked at.</summary>
internal sealed class TokenWalk(AutomatonStates states, ByteClasses classes, int depth)
{
    // Ways that are followed over a byte in one walk: a batch waits for each of its masks. What is known already counts too, so that a mask does not depend on
    // the answers before.
    private const int MaxWork = 1_000_000;

    private int _left;

    /// <summary>By bytes read: at first the state where the walk begins.</summary>
    public AutomatonState[] States { get; } = new AutomatonState[depth + 1];

    /// <summary>Whether the grammar is so ambiguous that only tokens of one byte are looked at any more. They are enough to write every answer.</summary>
    public bool IsExhausted => _left < 0;

    /// <summary>A new walk begins.</summary>
    public void Begin() => _left = MaxWork;

    public AutomatonState Next(AutomatonState state, byte value)
    {
        _left -= state.Places.Length;
        var index = classes[value];
        return state.Next(index) ?? states.Next(state, index);
    }
}
