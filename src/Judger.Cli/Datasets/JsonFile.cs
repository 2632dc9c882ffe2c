using System.Text.Json;
using Judger.Cli.Commands;
using Judger.Cli.Files;

namespace Judger.Cli.Datasets;

/// <summary>Reads JSON files.</summary>
internal static class JsonFile
{
    /// <exception cref="CliException">The file cannot be read, or is not valid JSON.</exception>
    public static JsonDocument Read(string path)
    {
        try
        {
            using var file = InputFile.Open(path);
            return InputFile.Try(path, () => JsonDocument.Parse(file));
        }
        catch (JsonException exception)
        {
            throw new CliException($"{path} is not valid JSON: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
