using System.Text;
using Judger.Cli.Commands;
using Judger.Protocol;

namespace Judger.Cli.Files;

/// <summary>
/// Reads UTF-8 files line by line, lazily. A line with other bytes is reported as such; .NET's own readers would put other characters in their place.
/// </summary>
internal static class TextLines
{
    private const string ByteOrderMark = "\u00EF\u00BB\u00BF";

    /// <summary>The lines of a file; of standard input where the path is a dash.</summary>
    /// <exception cref="CliException">The file cannot be read, or is UTF-16.</exception>
    public static IEnumerable<TextLine> Read(string path)
    {
        // In Latin-1 every byte is a character, and the ends of lines are those of UTF-8.
        using var reader = Try(
            path,
            () => new StreamReader(path == "-" ? Console.OpenStandardInput() : File.OpenRead(path), Encoding.Latin1, detectEncodingFromByteOrderMarks: false));
        for (var number = 1; Try(path, reader.ReadLine) is { } line; number++)
        {
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

    private static T Try<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be read; check the path and its permissions.", exception);
        }
    }
}
