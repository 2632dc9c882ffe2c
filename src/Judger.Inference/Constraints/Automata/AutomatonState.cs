namespace Judger.Inference.Constraints.Automata;

/// <summary>All ways to read the answer until now. States are made when an answer first gets to them and are shared by all answers of a grammar.</summary>
/// <param name="places">The ways from which a byte can be read.</param>
/// <param name="isAccepting">Whether the answer may end here.</param>
/// <param name="classes">How many classes of bytes the grammar tells apart.</param>
internal sealed class AutomatonState(Place[] places, bool isAccepting, int classes)
{
    // Without places there is nowhere to go, and the final state of most answers is such a one.
    private readonly AutomatonState?[] _next = places.Length > 0 ? new AutomatonState?[classes] : [];
    private ulong[]? _mask;

    /// <summary>The state of what no answer begins with.</summary>
    public static AutomatonState Dead { get; } = new([], false, 0);

    public Place[] Places => places;

    public bool IsAccepting => isAccepting;

    /// <summary>Whether the answer can only end here.</summary>
    public bool IsComplete => isAccepting && places.Length == 0;

    /// <summary>A bit for each token that may come next; null where it was not asked for yet.</summary>
    public ulong[]? Mask
    {
        get => Volatile.Read(ref _mask);
        set => Volatile.Write(ref _mask, value);
    }

    /// <summary>The state behind a byte of a class; null where it was not asked for yet.</summary>
    public AutomatonState? Next(byte index) => _next.Length == 0 ? Dead : Volatile.Read(ref _next[index]);

    public void SetNext(byte index, AutomatonState state) => Volatile.Write(ref _next[index], state);
}
