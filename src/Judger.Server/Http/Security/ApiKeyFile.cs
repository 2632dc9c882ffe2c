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

    /// <summary>The file's bytes; or null, and what is wrong, as the end of a sentence about the file.</summary>
    public static (byte[]? Content, string? Problem) Load(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            if (stream.Length > MaxBytes) return (null, $"which has {stream.Length:N0} bytes; give a file of keys, with at most {MaxBytes:N0}.");
            using var content = new MemoryStream((int)stream.Length);
            stream.CopyTo(content);
            return (content.ToArray(), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return (null, "which cannot be read; check the path and its permissions.");
        }
    }

    /// <summary>The keys; or none, and all that is wrong with them, each error as the end of a sentence about the file.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="configured">The keys of the configuration, which must be others.</param>
    public static (IReadOnlyList<ApiKeyOptions> Keys, IReadOnlyList<string> Errors) Parse(byte[] content, IReadOnlyList<ApiKeyOptions> configured)
    {
        try
        {
            var keys = JsonSerializer.Deserialize<IReadOnlyList<ApiKeyOptions>>(new MemoryStream(content), Format) ?? [];
            string[] errors = [.. Errors(keys, configured)];
            return errors.Length == 0 ? (keys, []) : ([], errors);
        }
        catch (JsonException exception)
        {
            return ([], [
                $"which is not a JSON list of keys (line {exception.LineNumber + 1}); write [{{ \"Name\": .., \"Sha256\": .., \"Scopes\": [\"Ask\"] }}].",
            ]);
        }
    }

    /// <summary>All that is wrong with a file, each error as the end of a sentence about it.</summary>
    public static IReadOnlyList<string> Errors(string file, IReadOnlyList<ApiKeyOptions> configured) => Load(file) switch
    {
        ({ } content, _) => Parse(content, configured).Errors,
        (_, var problem) => [problem!],
    };

    private static IEnumerable<string> Errors(IReadOnlyList<ApiKeyOptions?> keys, IReadOnlyList<ApiKeyOptions> configured)
    {
        var hashes = configured.Select(key => key.Sha256).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var index = 0; index < keys.Count; index++)
        {
            if (keys[index] is not { } key) yield return $"whose key {index + 1} is null; give a key.";
            else foreach (var error in key.Errors(hashes)) yield return $"whose key {index + 1} is not valid: {error}";
        }
    }
}
