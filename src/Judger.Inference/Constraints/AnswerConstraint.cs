using Judger.Inference.Constraints.Automata;

namespace Judger.Inference.Constraints;

/// <summary>What one answer may go on with while it is generated.</summary>
internal sealed class AnswerConstraint(Automaton automaton)
{
    private AutomatonState _state = automaton.Start;

    /// <summary>A bit for each token that may come next.</summary>
    public ReadOnlySpan<ulong> Mask => automaton.MaskOf(_state);

    /// <summary>Whether nothing can follow any more.</summary>
    public bool IsComplete => _state.IsComplete;

    /// <summary>Notes the token that came, which is one of the mask's.</summary>
    public void Take(int token) => _state = automaton.Next(_state, token);
}
