using Judger.Inference.Constraints.Grammars;

namespace Judger.Inference.Constraints.Schemas;

/// <summary>
/// Decimal numbers within bounds, without an exponent and without a sign before zero. Digit by digit it knows how a number stands to its bounds, and what is
/// left of it by what it has to be a multiple of. States from which no such number can be ended are left out.
/// </summary>
internal sealed class NumberAutomaton
{
    /// <summary>Most states of one number.</summary>
    private const int MaxStates = 20_000;

    private readonly GrammarBuilder _builder;
    private readonly NumberBound? _low;
    private readonly NumberBound? _high;
    private readonly int _modulus = 1;
    private readonly int _scale;
    private readonly int _fractionDigits;
    private readonly int _digits;
    private readonly List<State> _states = [];
    private readonly Dictionary<State, int> _known = [];
    private readonly List<(int From, char Letter, int To)> _edges = [];

    private NumberAutomaton(GrammarBuilder builder, NumberRange range, NumberBound? low, NumberBound? high)
    {
        (_builder, _low, _high) = (builder, low, high);
        var most = new[] { low, high }.Select(bound => bound?.Digits ?? 0).Max() + 1;
        _digits = Math.Max(NumberRange.MaxDigits, most);
        _fractionDigits = range.IsWhole ? 0 : NumberRange.MaxFractionDigits;
        if (range.Step is not { } step) return;
        while (step != Math.Floor(step)) (step, _scale) = (step * 10, _scale + 1);
        _modulus = (int)step;
        if (!range.IsWhole) _fractionDigits = _scale;
    }

    private enum Part
    {
        Begin,
        Zero,
        Whole,
        Point,
        Fraction,
    }

    /// <summary>Reads a number between two nodes.</summary>
    /// <returns>Whether there is any.</returns>
    /// <exception cref="GrammarTooLargeException">It takes too many states.</exception>
    public static bool TryAdd(GrammarBuilder builder, int rule, int from, int end, NumberRange range)
    {
        var (low, high) = (range.Low ?? decimal.MinValue, range.High ?? decimal.MaxValue);
        var isAny = false;
        if (high >= 0)
        {
            var least = low > 0 || (low == 0 && range.IsLowExcluded) ? new NumberBound(low, range.IsLowExcluded) : null;
            isAny = new NumberAutomaton(builder, range, least, range.High is { } most ? new(most, range.IsHighExcluded) : null).TryAdd(rule, from, end);
        }

        if (low >= 0) return isAny;
        var behind = builder.AddNode(rule);
        var nearest = high < 0 ? new NumberBound(-high, range.IsHighExcluded) : new(0, isExclusive: true);
        var farthest = range.Low is { } lowest ? new NumberBound(-lowest, range.IsLowExcluded) : null;
        if (!new NumberAutomaton(builder, range, nearest, farthest).TryAdd(rule, behind, end)) return isAny;
        builder.AddEdge(from, '-', behind);
        return true;
    }

    private bool TryAdd(int rule, int from, int end)
    {
        // Without a bound a number is on its right side from the beginning.
        NumberOf(new(Part.Begin, 0, 0, _low is null ? 1 : 0, _high is null ? -1 : 0, 0));
        for (var i = 0; i < _states.Count; i++) Explore(i);
        var alive = Alive();
        if (!alive[0]) return false;
        var nodes = new int[_states.Count];
        for (var i = 0; i < nodes.Length; i++) nodes[i] = !alive[i] ? -1 : i == 0 ? from : _builder.AddNode(rule);
        foreach (var (before, letter, behind) in _edges)
        {
            if (alive[before] && alive[behind]) _builder.AddEdge(nodes[before], letter, nodes[behind]);
        }

        for (var i = 0; i < nodes.Length; i++)
        {
            if (alive[i] && IsNumber(_states[i])) _builder.AddEmpty(nodes[i], end);
        }

        return true;
    }

    private void Explore(int index)
    {
        var state = _states[index];
        switch (state.Part)
        {
            case Part.Begin:
                for (var digit = 0; digit < 10; digit++) Go(digit, Whole(state, digit, digit == 0 ? Part.Zero : Part.Whole));
                break;
            case Part.Whole when state.Read < NumberRange.MaxDigits:
                for (var digit = 0; digit < 10; digit++) Go(digit, Whole(state, digit, Part.Whole));
                break;
            case Part.Point or Part.Fraction when state.Left > 0:
                for (var digit = 0; digit < 10; digit++) Go(digit, Fraction(state, digit));
                break;
        }

        if (state.Part is Part.Zero or Part.Whole && Math.Min(_fractionDigits, _digits - state.Read) is > 0 and var left)
            _edges.Add((index, '.', NumberOf(Point(state, left))));

        void Go(int digit, State next) => _edges.Add((index, (char)('0' + digit), NumberOf(next)));
    }

    private State Whole(State state, int digit, Part part) => new(
        part,
        state.Read + 1,
        0,
        _low?.AfterWhole(state.Low, state.Read, digit) ?? state.Low,
        _high?.AfterWhole(state.High, state.Read, digit) ?? state.High,
        ((state.Rest * 10) + digit) % _modulus);

    private State Point(State state, int left) => new(
        Part.Point,
        0,
        left,
        _low?.AtPoint(state.Low, state.Read) ?? state.Low,
        _high?.AtPoint(state.High, state.Read) ?? state.High,
        (int)(state.Rest * (long)Power(_scale) % _modulus));

    private State Fraction(State state, int digit)
    {
        var (low, high) = (_low?.AfterFraction(state.Low, state.Read, digit) ?? state.Low, _high?.AfterFraction(state.High, state.Read, digit) ?? state.High);
        var rest = _modulus == 1 ? 0 : (int)((state.Rest + (digit * (long)Power(_scale - 1 - state.Read))) % _modulus);

        // Where nothing more is compared, the place of a digit does not matter.
        var isDecided = low != 0 && high != 0 && _modulus == 1;
        return new(Part.Fraction, isDecided ? 0 : state.Read + 1, state.Left - 1, low, high, rest);
    }

    private bool IsNumber(State state)
    {
        if (state.Part is Part.Begin or Part.Point) return false;
        var isWhole = state.Part != Part.Fraction;
        var (low, high) = isWhole
            ? (_low?.AtPoint(state.Low, state.Read) ?? 1, _high?.AtPoint(state.High, state.Read) ?? -1)
            : (state.Low, state.High);
        var read = isWhole ? 0 : state.Read;
        var rest = isWhole ? state.Rest * (long)Power(_scale) % _modulus : state.Rest;
        return rest == 0 && (_low?.Allows(1, low, read) ?? true) && (_high?.Allows(-1, high, read) ?? true);
    }

    private bool[] Alive()
    {
        var (alive, open) = (new bool[_states.Count], new Stack<int>());
        var before = _edges.ToLookup(edge => edge.To, edge => edge.From);
        for (var i = 0; i < alive.Length; i++)
        {
            if (IsNumber(_states[i])) open.Push(i);
        }

        while (open.TryPop(out var state))
        {
            if (alive[state]) continue;
            alive[state] = true;
            foreach (var earlier in before[state]) open.Push(earlier);
        }

        return alive;
    }

    private int NumberOf(State state)
    {
        if (_known.TryGetValue(state, out var index)) return index;
        if (_states.Count >= MaxStates) throw new GrammarTooLargeException();
        _builder.Spend(10);
        _known.Add(state, index = _states.Count);
        _states.Add(state);
        return index;
    }

    private static int Power(int digits)
    {
        var power = 1;
        for (var i = 0; i < digits; i++) power *= 10;
        return power;
    }

    /// <summary>What is known of a number while it is read.</summary>
    /// <param name="Part">Which part is read.</param>
    /// <param name="Read">Digits of the part that were read.</param>
    /// <param name="Left">Digits that may follow behind the point.</param>
    /// <param name="Low">How it stands to the lower bound.</param>
    /// <param name="High">How it stands to the upper bound.</param>
    /// <param name="Rest">What is left of it by the step.</param>
    private readonly record struct State(Part Part, int Read, int Left, int Low, int High, int Rest);
}
