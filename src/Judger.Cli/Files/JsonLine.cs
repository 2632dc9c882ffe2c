using System.Text;
using System.Text.Json;
using Judger.Protocol;

namespace Judger.Cli.Files;

/// <summary>Reads JSON that stands on a line.</summary>
internal static class JsonLine
{
    /// <summary>The value, or what is wrong with the line; the other one is null.</summary>
    public static (JsonElement? Value, string? Problem) Parse(TextLine line)
    {
        if (line.Problem is not null) return (null, line.Problem);
        try
        {
            var json = Encoding.UTF8.GetBytes(line.Text);
            using var document = JsonDocument.Parse(json);
            return JsonTextCheck.Find(json) is { } problem ? (null, problem.Message.TrimEnd('.')) : (document.RootElement.Clone(), null);
        }
        catch (JsonException exception)
        {
            return (null, $"it is not valid JSON ({exception.Message.ReplaceLineEndings(" ")})");
        }
    }
}
