using System.Diagnostics.CodeAnalysis;
using Judger.Core.Prompts.Templates.Evaluation;

namespace Judger.Core.Prompts.Templates.Values;

/// <summary>Keys and values in the order in which they came. Keys are texts, numbers, booleans or none.</summary>
internal sealed class MapValue
{
    private static readonly object None = new();

    private readonly Dictionary<object, int> _places = new(new Keys());
    private readonly List<KeyValuePair<object?, object?>> _entries = [];

    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => _entries;

    public int Count => _entries.Count;

    public static MapValue Of(params IEnumerable<(string Key, object? Value)> entries)
    {
        var map = new MapValue();
        foreach (var (key, value) in entries) map.Add(MarkedText.Of(key), value);
        return map;
    }

    /// <summary>Adds an entry, or gives a key that is there another value. Only who makes a map does so.</summary>
    public void Add(object? key, object? value)
    {
        if (_places.TryAdd(key ?? None, _entries.Count)) _entries.Add(new(key, value));
        else
        {
            var place = _places[key ?? None];
            _entries[place] = new(_entries[place].Key, value);
        }
    }

    public bool TryGet(object? key, out object? value)
    {
        var isThere = _places.TryGetValue(key ?? None, out var place);
        value = isThere ? _entries[place].Value : null;
        return isThere;
    }

    /// <summary>Whether a value can be a key.</summary>
    public static bool IsKey(object? value) => value is null or bool or long or double or MarkedText;

    // 1, 1.0 and true are one key, as they are equal.
    private sealed class Keys : IEqualityComparer<object>
    {
        public new bool Equals(object? x, object? y) =>
            ReferenceEquals(x, y)
            || (x is MarkedText text ? text.Equals(y) : Numbers.TryGet(x, out var left) && Numbers.TryGet(y, out var right) && left == right);

        public int GetHashCode([DisallowNull] object obj) => Numbers.TryGet(obj, out var number) ? number.GetHashCode() : obj.GetHashCode();
    }
}
