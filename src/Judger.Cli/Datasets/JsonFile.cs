using System.Text.Json;
using Judger.Cli.Commands;

namespace Judger.Cli.Datasets;

/// <summary>Reads JSON files.</summary>
internal static class JsonFile
{
    /// <exception cref="CliException">The file cannot be read, or is not valid JSON.</exception>
    public static JsonDocument Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonDocument.Parse(file);
        }
        catch (JsonException exception)
        {
            throw new CliException($"{path} is not valid JSON: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be read; check the path and its permissions.", exception);
        }
    }
}
