using System.Text;

namespace Judger.Cli.Output;

/// <summary>The answer that a stage is writing, as one line of a terminal that is drawn over itself: the end of a text that is longer.</summary>
/// <param name="writer">The terminal.</param>
/// <param name="width">Its columns, as they are now.</param>
internal sealed class AnswerLine(TextWriter writer, Func<int> width)
{
    private const int Margin = 2;

    private readonly StringBuilder _text = new();
    private int _drawn;

    /// <summary>A line on standard output; null where that is no terminal.</summary>
    public static AnswerLine? OnTerminal() => Console.IsOutputRedirected ? null : new(Console.Out, () => Console.WindowWidth);

    /// <summary>Shows what has come.</summary>
    /// <param name="label">The stage.</param>
    /// <param name="piece">What has come to its answer.</param>
    public void Show(string label, AnswerPiece piece)
    {
        if (piece.IsFirst) _text.Clear();
        _text.Append(piece.Text);
        var (line, columns) = Fit($"  {label,-10} ", Math.Max(width() - Margin, 0));
        writer.Write($"\r{line}{new string(' ', Math.Max(_drawn - columns, 0))}");
        _drawn = columns;
    }

    /// <summary>Takes the line away.</summary>
    public void Clear()
    {
        if (_drawn > 0) writer.Write($"\r{new string(' ', _drawn)}\r");
        _drawn = 0;
        _text.Clear();
    }

    private (string Line, int Columns) Fit(string label, int columns)
    {
        var left = columns - label.Length;
        var end = new List<Rune>();
        foreach (var rune in _text.ToString().EnumerateRunes().Reverse())
        {
            left -= Columns(rune);
            if (left < 0) break;

            // What a model writes must not move the cursor or change colours.
            end.Add(Rune.IsControl(rune) ? new(' ') : rune);
        }

        end.Reverse();
        return ($"{label}{string.Concat(end)}", label.Length + end.Sum(Columns));
    }

    // As wide as it may be: a line that is too long could not be taken back.
    private static int Columns(Rune rune) => rune.IsAscii ? 1 : 2;
}
