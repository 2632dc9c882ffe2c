namespace Judger.Core.Prompts.Templates;

/// <summary>
/// Text that remembers which of its characters come from a conversation, whatever a template does with them: cuts, joins, trims or replaces. So what a user
/// types is never taken for a special token or the place of an image afterwards. Two texts with the same characters are equal.
/// </summary>
public sealed class MarkedText : IEquatable<MarkedText>
{
    // Ranges of characters, in order and apart from each other.
    private readonly (int Begin, int End)[] _given;

    internal MarkedText(string value, (int Begin, int End)[] given) => (Value, _given) = (value, given);

    /// <summary>No characters.</summary>
    public static MarkedText Empty { get; } = new("", []);

    /// <summary>The characters.</summary>
    public string Value { get; }

    /// <summary>How many UTF-16 units it has.</summary>
    public int Length => Value.Length;

    /// <summary>The ranges of characters that come from a conversation, in order.</summary>
    public IReadOnlyList<(int Begin, int End)> Given => _given;

    /// <summary>Text of a template.</summary>
    public static MarkedText Of(string value) => value.Length == 0 ? Empty : new(value, []);

    /// <summary>Text of a conversation.</summary>
    public static MarkedText FromConversation(string value) => value.Length == 0 ? Empty : new(value, [(0, value.Length)]);

    /// <summary>Whether no character of a range comes from a conversation.</summary>
    public bool IsOwn(int begin, int end)
    {
        var next = FirstEndingBehind(begin);
        return next == _given.Length || _given[next].Begin >= end;
    }

    /// <summary>A part of the text.</summary>
    public MarkedText Slice(int begin, int length)
    {
        if (length == 0) return Empty;
        if (length == Length) return this;
        var end = begin + length;
        var value = Value.Substring(begin, length);
        var first = FirstEndingBehind(begin);
        var last = first;
        while (last < _given.Length && _given[last].Begin < end) last++;
        if (first == last) return new(value, []);
        var given = new (int Begin, int End)[last - first];
        for (var i = first; i < last; i++) given[i - first] = (Math.Max(_given[i].Begin, begin) - begin, Math.Min(_given[i].End, end) - begin);
        return new(value, given);
    }

    /// <summary>The text from a place on.</summary>
    public MarkedText Slice(int begin) => Slice(begin, Length - begin);

    /// <inheritdoc/>
    public bool Equals(MarkedText? other) => other is not null && Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MarkedText);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value;

    private int FirstEndingBehind(int place)
    {
        var (low, high) = (0, _given.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_given[middle].End <= place) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
