using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Judger.Cli.Commands;
using Judger.Cli.Files;
using Judger.Protocol;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>Reads the items of JSON files and of files of JSON lines, lazily; errors name file, line and what was expected.</summary>
internal static class DataFile
{
    private const int MaxWhole = 1 << 26;

    /// <summary>The items of an array: the root, or a property of the root.</summary>
    public static IEnumerable<DataItem> Items(string path, string? property, string expected)
    {
        using var scanner = new JsonScanner(InputFile.Open(path));
        if (!Try(path, scanner, scanner => scanner.EnterArray(property)))
        {
            throw new CliException(
                $"{path} is not the file that this benchmark has: {(property is null ? "a list" : $"an object with a list \"{property}\"")} "
                + $"was expected, of {expected}.");
        }
        while (Try(path, scanner, scanner => scanner.NextItem()) is { } item) yield return Checked(new(item, $"{path}, line {scanner.Line}", expected));
    }

    /// <summary>The members of the root object.</summary>
    public static IEnumerable<(string Name, DataItem Item)> Members(string path, string expected)
    {
        using var scanner = new JsonScanner(InputFile.Open(path));
        if (!Try(path, scanner, scanner => scanner.EnterObject()))
            throw new CliException($"{path} is not the file that this benchmark has: an object was expected, whose members are {expected}.");
        while (Try(path, scanner, scanner => scanner.NextMember()) is { } member)
            yield return (member.Name, Checked(new(member.Value, $"{path}, line {scanner.Line}", expected)));
    }

    /// <summary>The whole file as one item.</summary>
    public static DataItem Whole(string path, string expected)
    {
        var bytes = InputFile.ReadAllBytes(path, MaxWhole);
        try
        {
            using var document = JsonDocument.Parse(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsMemory(Encoding.UTF8.Preamble.Length) : bytes);
            return Checked(new(document.RootElement.Clone(), path, expected));
        }
        catch (JsonException exception)
        {
            throw new CliException($"{path}: {exception.Message} Expected {expected}.", exception);
        }
    }

    /// <summary>The items of a file with one a line; blank lines are passed over.</summary>
    public static IEnumerable<DataItem> Lines(string path, string expected)
    {
        foreach (var line in TextLines.Read(path).Where(line => !line.IsBlank))
        {
            var where = $"{path}, line {line.Number}";
            var (value, problem) = JsonLine.Parse(line);
            yield return new(value ?? throw new CliException($"{where}: {problem}. Expected {expected}."), where, expected);
        }
    }

    /// <summary>The lines of a text file with their numbers; blank lines are passed over.</summary>
    public static IEnumerable<(int Number, string Line)> Texts(string path) => TextLines.Read(path).Where(line => !line.IsBlank).Select(
        line => line.Problem is null ? (line.Number, line.Text) : throw new CliException($"{path}, line {line.Number}: {line.Problem}."));

    // A reader of JSON leaves it to whoever asks for a text whether it is one; here the file and its line are still known.
    private static DataItem Checked(DataItem item) =>
        JsonTextCheck.Find(JsonMarshal.GetRawUtf8Value(item.Value)) is { } problem ? throw item.Wrong(problem.Message) : item;

    private static T Try<T>(string path, JsonScanner scanner, Func<JsonScanner, T> step)
    {
        try
        {
            return InputFile.Try(path, () => step(scanner));
        }
        catch (JsonException exception)
        {
            throw new CliException(
                $"{path}, line {exception.LineNumber + 1 ?? scanner.Line}: {exception.Message} The file is damaged or incomplete; fetch it again.", exception);
        }
    }
}
