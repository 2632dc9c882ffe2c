using Judger.Inference.Constraints.Automata;
using Judger.Inference.Constraints.Grammars;

namespace Judger.Inference.Constraints.Vocabularies;

/// <summary>A walk through tokens: the automaton that reads them, and its states on the way to the token that is looked at.</summary>
internal sealed class TokenWalk(AutomatonStates states, ByteClasses classes, int depth)
{
    // Some milliseconds: a batch waits for each of its masks.
    private const long MaxWork = 200_000;

    private long _end;

    /// <summary>By bytes read: at first the state where the walk begins.</summary>
    public AutomatonState[] States { get; } = new AutomatonState[depth + 1];

    /// <summary>Whether the grammar is so ambiguous that only tokens of one byte are looked at any more. They are enough to write every answer.</summary>
    public bool IsExhausted => states.Work > _end;

    /// <summary>A new walk begins.</summary>
    public void Begin() => _end = states.Work + MaxWork;

    public AutomatonState Next(AutomatonState state, byte value)
    {
        var index = classes[value];
        return state.Next(index) ?? states.Next(state, index);
    }
}
