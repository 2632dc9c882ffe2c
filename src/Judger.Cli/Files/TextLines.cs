using System.Text;
using Judger.Cli.Commands;
using Judger.Protocol;

namespace Judger.Cli.Files;

/// <summary>
/// Reads UTF-8 files line by line, lazily. A line without an end is refused before it takes the memory. A line with other bytes is reported as such; .NET's
/// own readers would put other characters in their place.
/// </summary>
internal static class TextLines
{
    private const int MaxLine = 1 << 26;
    private const string ByteOrderMark = "\u00EF\u00BB\u00BF";

    /// <summary>The lines of a file; of standard input where the path is a dash.</summary>
    /// <exception cref="CliException">The file cannot be read, or is UTF-16.</exception>
    public static IEnumerable<TextLine> Read(string path)
    {
        // In Latin-1 every byte is a character, and the ends of lines are those of UTF-8.
        using var reader = new StreamReader(
            path == "-" ? Console.OpenStandardInput() : InputFile.Open(path), Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
        var text = new StringBuilder();
        for (var number = 1; InputFile.Try(path, () => ReadLine(reader, text)) is { } line; number++)
        {
            if (line.Length > MaxLine) throw new CliException($"{path}, line {number} has more than {MaxLine:N0} bytes; give a file with one object a line.");
            if (number == 1 && line.StartsWith(ByteOrderMark, StringComparison.Ordinal)) line = line[ByteOrderMark.Length..];
            else if (number == 1 && (line.StartsWith("\u00FF\u00FE", StringComparison.Ordinal) || line.StartsWith("\u00FE\u00FF", StringComparison.Ordinal)))
                throw new CliException($"{path} is UTF-16; save it as UTF-8.");
            yield return Decoded(number, line);
        }
    }

    private static TextLine Decoded(int number, string line)
    {
        if (Ascii.IsValid(line)) return new(number, line);
        var bytes = Encoding.Latin1.GetBytes(line);
        return JsonTextCheck.Problem("it", bytes) is { } problem ? new(number, "", problem.TrimEnd('.')) : new(number, Encoding.UTF8.GetString(bytes));
    }

    /// <summary>The next line without its end, or one character more of it than a line may have; null at the end of the file.</summary>
    private static string? ReadLine(StreamReader reader, StringBuilder text)
    {
        text.Clear();
        while (text.Length <= MaxLine)
        {
            var next = reader.Read();
            if (next < 0 && text.Length == 0) return null;
            if (next == '\r' && reader.Peek() == '\n') next = reader.Read();
            if (next < 0 || next is '\n' or '\r') break;
            text.Append((char)next);
        }

        return text.ToString();
    }
}
