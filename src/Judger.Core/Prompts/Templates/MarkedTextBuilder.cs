using System.Text;

namespace Judger.Core.Prompts.Templates;

/// <summary>Puts marked texts together. Ranges that touch become one.</summary>
internal sealed class MarkedTextBuilder
{
    private readonly StringBuilder _text = new();
    private readonly List<(int Begin, int End)> _given = [];

    public int Length => _text.Length;

    public MarkedTextBuilder Append(MarkedText text)
    {
        var at = _text.Length;
        _text.Append(text.Value);
        foreach (var (begin, end) in text.Given) Mark(begin + at, end + at);
        return this;
    }

    public MarkedTextBuilder Append(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>Adds text that comes from a conversation, or not.</summary>
    public MarkedTextBuilder Append(string text, bool isGiven)
    {
        if (isGiven && text.Length > 0) Mark(_text.Length, _text.Length + text.Length);
        return Append(text);
    }

    public MarkedText ToText() => _text.Length == 0 ? MarkedText.Empty : new(_text.ToString(), [.. _given]);

    private void Mark(int begin, int end)
    {
        if (_given.Count > 0 && _given[^1].End == begin) _given[^1] = (_given[^1].Begin, end);
        else _given.Add((begin, end));
    }
}
