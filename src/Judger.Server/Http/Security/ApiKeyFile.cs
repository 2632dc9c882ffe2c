using System.Text.Json;
using System.Text.Json.Serialization;

namespace Judger.Server.Http.Security;

/// <summary>Reads a file of API keys: a JSON list of <see cref="ApiKeyOptions"/>.</summary>
internal static class ApiKeyFile
{
    private const int MaxBytes = 1 << 20;

    private static readonly JsonSerializerOptions Format = new()
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    /// <summary>The keys; or none, and all that is wrong with them, each error as the end of a sentence about the file.</summary>
    public static (IReadOnlyList<ApiKeyOptions> Keys, IReadOnlyList<string> Errors) Read(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            if (stream.Length > MaxBytes) return ([], [$"which has {stream.Length:N0} bytes; give a file of keys, with at most {MaxBytes:N0}."]);
            var keys = JsonSerializer.Deserialize<IReadOnlyList<ApiKeyOptions>>(stream, Format) ?? [];
            string[] errors = [.. Errors(keys)];
            return errors.Length == 0 ? (keys, []) : ([], errors);
        }
        catch (JsonException exception)
        {
            return ([], [
                $"which is not a JSON list of keys (line {exception.LineNumber + 1}); write [{{ \"Name\": .., \"Sha256\": .., \"Scopes\": [\"Ask\"] }}].",
            ]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return ([], ["which cannot be read; check the path and its permissions."]);
        }
    }

    private static IEnumerable<string> Errors(IReadOnlyList<ApiKeyOptions?> keys)
    {
        for (var index = 0; index < keys.Count; index++)
        {
            foreach (var error in keys[index]?.Errors() ?? ["is null; give a key."]) yield return $"whose key {index + 1} is not valid: {error}";
        }
    }
}
