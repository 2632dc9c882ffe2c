using System.Text.Json;
using Judger.Cli.Commands;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>Reads the items of JSON files and of files of JSON lines, lazily; errors name file, line and what was expected.</summary>
internal static class DataFile
{
    /// <summary>The items of an array: the root, or a property of the root.</summary>
    public static IEnumerable<DataItem> Items(string path, string? property, string expected)
    {
        using var scanner = Open(path, file => new JsonScanner(file));
        if (!Try(path, scanner, scanner => scanner.EnterArray(property)))
        {
            throw new CliException(
                $"{path} is not the file that this benchmark has: {(property is null ? "a list" : $"an object with a list \"{property}\"")} "
                + $"was expected, of {expected}.");
        }
        while (Try(path, scanner, scanner => scanner.NextItem()) is { } item) yield return new(item, $"{path}, line {scanner.Line}", expected);
    }

    /// <summary>The members of the root object.</summary>
    public static IEnumerable<(string Name, DataItem Item)> Members(string path, string expected)
    {
        using var scanner = Open(path, file => new JsonScanner(file));
        if (!Try(path, scanner, scanner => scanner.EnterObject()))
            throw new CliException($"{path} is not the file that this benchmark has: an object was expected, whose members are {expected}.");
        while (Try(path, scanner, scanner => scanner.NextMember()) is { } member)
            yield return (member.Name, new(member.Value, $"{path}, line {scanner.Line}", expected));
    }

    /// <summary>The whole file as one item.</summary>
    public static DataItem Whole(string path, string expected) => new(Parse(Open(path, File.ReadAllText), path, expected), path, expected);

    /// <summary>The items of a file with one a line; blank lines are passed over.</summary>
    public static IEnumerable<DataItem> Lines(string path, string expected)
    {
        using var reader = Open(path, file => new StreamReader(file));
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            var where = $"{path}, line {number}";
            yield return new(Parse(line, where, expected), where, expected);
        }
    }

    /// <summary>The lines of a text file with their numbers; blank lines are passed over.</summary>
    public static IEnumerable<(int Number, string Line)> TextLines(string path) =>
        Open(path, File.ReadAllLines).Select((line, index) => (index + 1, line)).Where(line => !string.IsNullOrWhiteSpace(line.line));

    private static JsonElement Parse(string text, string where, string expected)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new CliException($"{where}: {exception.Message} Expected {expected}.", exception);
        }
    }

    private static T Open<T>(string path, Func<string, T> open)
    {
        try
        {
            return open(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be read; check the path and its permissions.", exception);
        }
    }

    private static T Try<T>(string path, JsonScanner scanner, Func<JsonScanner, T> step)
    {
        try
        {
            return step(scanner);
        }
        catch (JsonException exception)
        {
            throw new CliException(
                $"{path}, line {exception.LineNumber + 1 ?? scanner.Line}: {exception.Message} The file is damaged or incomplete; fetch it again.", exception);
        }
    }
}
