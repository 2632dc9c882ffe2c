using System.Text;
using System.Text.Json;
using Judger.Cli.Commands;
using Judger.Cli.Files;
using Judger.Server.Configuration;

namespace Judger.Cli.Configuration;

/// <summary>A JSON file with a silo's configuration, looked at before its values are read.</summary>
internal static class ConfigurationFile
{
    private const int MaxBytes = 1 << 24;
    private const string Form = "{ \"" + JudgerOptions.Section + "\": { .. } }";

    private static readonly JsonDocumentOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    /// <summary>The file's text. It is read once: a pipe can be read no second time.</summary>
    /// <exception cref="CliException">The file cannot be read, is not valid JSON, or has nothing for a silo.</exception>
    public static string ReadChecked(FileInfo file)
    {
        var text = Read(file);
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new CliException($"{file.FullName} does not hold an object; write {Form}.");
            if (document.RootElement.EnumerateObject().FirstOrDefault(IsSection).Value is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Object) })
                throw new CliException($"{file.FullName}: \"{JudgerOptions.Section}\" is not an object; write {Form}.");
            var names = document.RootElement.EnumerateObject().Select(member => member.Name).ToList();
            if (!names.Contains(JudgerOptions.Section, StringComparer.OrdinalIgnoreCase))
            {
                var found = names.Count == 0 ? "" : $", only {string.Join(", ", names.Take(3))}{(names.Count > 3 ? " .." : "")}";
                throw new CliException($"{file.FullName} has no section \"{JudgerOptions.Section}\"{found}. Put the options into {Form}.");
            }

            return text;
        }
        catch (InvalidOperationException exception)
        {
            throw new CliException($"{file.FullName} has a name with half of a surrogate pair. Correct it there.", exception);
        }
        catch (JsonException exception)
        {
            throw new CliException($"{file.FullName} is not valid JSON ({Place(exception, text)}): {Reason(exception)} Correct it there.", exception);
        }
    }

    private static bool IsSection(JsonProperty member) => member.Name.Equals(JudgerOptions.Section, StringComparison.OrdinalIgnoreCase);

    private static string Read(FileInfo file)
    {
        if (Directory.Exists(file.FullName)) throw new CliException($"{file.FullName} is a folder; give a JSON file.");
        if (!file.Exists) throw new CliException($"{file.FullName} does not exist; check the path.");
        using var reader = new StreamReader(new MemoryStream(InputFile.ReadAllBytes(file.FullName, MaxBytes, "check its permissions")));
        return reader.ReadToEnd();
    }

    // The reader counts from 0, and bytes; editors count from 1, and characters.
    private static string Place(JsonException exception, string text)
    {
        var (line, at) = ((int)(exception.LineNumber ?? 0), (int)(exception.BytePositionInLine ?? 0));
        var bytes = Encoding.UTF8.GetBytes(text.Split('\n').ElementAtOrDefault(line) ?? "");
        return $"line {line + 1}, column {Encoding.UTF8.GetCharCount(bytes, 0, Math.Min(at, bytes.Length)) + 1}";
    }

    // Behind the reason the message says the place again, in the reader's own words.
    private static string Reason(JsonException exception)
    {
        var message = exception.Message.ReplaceLineEndings(" ");
        foreach (var tail in new[] { " Path: ", " LineNumber: " })
        {
            if (message.IndexOf(tail, StringComparison.Ordinal) is var at and > 0) message = message[..at];
        }

        return message.TrimEnd(' ', '.') + ".";
    }
}
