namespace Judger.Inference.Errors;

/// <summary>Brings what a file says into a message for people.</summary>
public static class ErrorText
{
    private const int Longest = 1000;

    /// <summary>A text as one line that a terminal shows as it is: without control characters, and cut off where it is longer than anybody reads.</summary>
    public static string Line(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = text.ReplaceLineEndings(" ");
        if (line.Length > Longest) line = string.Concat(line.AsSpan(0, Longest), "...");
        return line.Any(char.IsControl) ? string.Concat(line.Select(letter => char.IsControl(letter) ? ' ' : letter)) : line;
    }
}
