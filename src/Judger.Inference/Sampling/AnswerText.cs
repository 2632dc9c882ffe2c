using Judger.Inference.Tokenization;

namespace Judger.Inference.Sampling;

/// <summary>
/// The text of an answer while it is generated: what may be shown already, and whether a stop text has come. A character of which only some bytes are
/// there, and what could become a stop text, are held back.
/// </summary>
internal sealed class AnswerText(ITokenizer tokenizer, IReadOnlyList<string> stops)
{
    private const char Incomplete = '\uFFFD';
    private int _shown;
    private int _settled;

    /// <summary>The whole text, without a stop text and what follows it.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Takes the tokens so far. Returns whether a stop text is among their text.</summary>
    public bool Update(IReadOnlyList<int> tokens)
    {
        Text = tokenizer.Decode(tokens);
        _settled = tokenizer.Unsettled(tokens) is > 0 and var unsettled ? tokenizer.Decode(tokens.Take(tokens.Count - unsettled)).Length : Text.Length;
        var end = Text.Length;
        foreach (var stop in stops)
        {
            var at = Text.IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0) end = Math.Min(end, at);
        }

        if (end == Text.Length) return false;
        Text = Text[..end];
        return true;
    }

    /// <summary>The text that was not taken yet and can be shown; all of it at the end.</summary>
    public string Take(bool isEnd)
    {
        var end = isEnd ? Text.Length : Math.Max(_shown, Shown());
        var text = end > _shown ? Text[_shown..end] : "";
        _shown = Math.Max(_shown, end);
        return text;
    }

    private int Shown()
    {
        var end = Math.Min(_settled, Text.Length);
        while (end > 0 && Text[end - 1] == Incomplete) end--;

        // A stop text may go on with what is not settled yet.
        var text = Text.AsSpan(0, end);
        foreach (var stop in stops)
        {
            for (var length = Math.Min(stop.Length - 1, text.Length); length > text.Length - end; length--)
            {
                if (!text.EndsWith(stop.AsSpan(0, length), StringComparison.Ordinal)) continue;
                end = text.Length - length;
                break;
            }
        }

        return end;
    }
}
