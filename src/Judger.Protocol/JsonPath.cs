using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Judger.Protocol;

/// <summary>Where a reader stands in a JSON value, as callers write it: <c>messages[0].content</c>.</summary>
/// <param name="root">What the whole is called; empty for a body, whose members have no prefix.</param>
/// <param name="names">When two names of an object are the same.</param>
internal sealed class JsonPath(string root, StringComparer names)
{
    private readonly Stack<Level> _levels = new();

    /// <summary>The path of the object whose member the reader stands at.</summary>
    public string Owner => Write(_levels.Skip(1));

    /// <summary>The name of the member whose value the reader stands at; null where the value stands in a list or is the whole.</summary>
    public string? Member => _levels.TryPeek(out var level) && level.Names is not null ? level.Name : null;

    /// <summary>How many members the object has had, in which the reader stands.</summary>
    public int Members => _levels.Peek().Names!.Count;

    /// <summary>Takes the next token.</summary>
    public void Enter(JsonTokenType token)
    {
        if (token is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            _levels.Pop();
            return;
        }

        if (token == JsonTokenType.PropertyName) return;
        if (_levels.TryPeek(out var array) && array.Names is null) array.Index++;
        if (token == JsonTokenType.StartObject) _levels.Push(new(new(names)));
        else if (token == JsonTokenType.StartArray) _levels.Push(new(null));
    }

    /// <summary>Takes a member's name.</summary>
    /// <returns>False where the object has had this name before.</returns>
    public bool Name(string name)
    {
        var level = _levels.Peek();
        level.Name = name;
        return level.Names!.Add(name);
    }

    public override string ToString() => Write(_levels);

    private string Write(IEnumerable<Level> levels)
    {
        var path = new StringBuilder(root);
        foreach (var level in levels.Reverse())
        {
            if (level.Names is null) path.Append(CultureInfo.InvariantCulture, $"[{level.Index}]");
            else path.Append(path.Length > 0 ? "." : "").Append(level.Name);
        }

        return path.ToString();
    }

    /// <summary>An object, whose names it knows, or an array.</summary>
    private sealed class Level(HashSet<string>? names)
    {
        public HashSet<string>? Names => names;

        public string Name { get; set; } = "";

        public int Index { get; set; } = -1;
    }
}
