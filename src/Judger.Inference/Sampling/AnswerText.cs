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

    /// <summary>The whole text, without a stop text and what follows it.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Takes the tokens so far. Returns whether a stop text is among their text.</summary>
    public bool Update(IReadOnlyList<int> tokens)
    {
        Text = tokenizer.Decode(tokens);
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
        var end = isEnd ? Text.Length : Math.Max(_shown, Text.Length - HeldBack());
        var text = end > _shown ? Text[_shown..end] : "";
        _shown = Math.Max(_shown, end);
        return text;
    }

    private int HeldBack()
    {
        var held = 0;
        while (held < Text.Length && Text[^(held + 1)] == Incomplete) held++;
        foreach (var stop in stops)
        {
            for (var length = Math.Min(stop.Length - 1, Text.Length); length > held; length--)
            {
                if (!Text.EndsWith(stop[..length], StringComparison.Ordinal)) continue;
                held = length;
                break;
            }
        }

        return held;
    }
}
