using System.Text.Json.Serialization;

namespace Judger.Inference.Manifest;

/// <summary>The chat template that came with a checkpoint. Its text is the file <see cref="ModelFileNames.ChatTemplate"/>.</summary>
/// <param name="Tokens">Special tokens by the names that templates have for them, such as <c>bos_token</c>.</param>
public sealed record ModelTemplate(IReadOnlyDictionary<string, string> Tokens)
{
    /// <summary>Most characters of a token or its name.</summary>
    public const int MaxTokenLength = 200;

    /// <summary>Most tokens.</summary>
    public const int MaxTokens = 200;

    /// <summary>The template's text; null until it is read.</summary>
    [JsonIgnore]
    public string? Source { get; init; }

    /// <summary>Whether a name and a token can stand here.</summary>
    internal static bool IsToken(string name, string? token) => name.Length <= MaxTokenLength && token is { Length: <= MaxTokenLength };
}
