using System.Text.Json;
using System.Text.Json.Serialization;

namespace Judger.Export.Probing;

/// <summary>A case that a model is run on, as the vectors of model families describe theirs.</summary>
internal sealed record ProbeCase
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The whole prompt as text, with special tokens written out; <see cref="Placeholder"/> stands once for each image.</summary>
    public required string Prompt { get; init; }

    /// <summary>What stands for an image. <value>Default: <c>&lt;image&gt;</c>.</value></summary>
    public string Placeholder { get; init; } = "<image>";

    /// <summary>Paths of the images, from the case's own folder, in the order of the prompt.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>The decoder layers whose attention is wanted, 0-based.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [];

    /// <summary>Most tokens of the answer.</summary>
    public int MaxNewTokens { get; init; } = 10;

    /// <summary>The folder that the case lies in.</summary>
    [JsonIgnore]
    public string Folder { get; private init; } = "";

    /// <summary>Reads a case.</summary>
    /// <exception cref="ProbeException">The file is missing or is not a case.</exception>
    public static ProbeCase Read(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            var read = JsonSerializer.Deserialize<ProbeCase>(stream, Options) ?? throw new JsonException("it is null");
            if (read.Placeholder.Length == 0) throw new ProbeException($"{file}: placeholder is empty: give what stands for an image in the prompt.");
            if (read.MaxNewTokens < 1) throw new ProbeException($"{file}: max_new_tokens is {read.MaxNewTokens}: give at least 1.");
            return read with { Folder = Path.GetDirectoryName(Path.GetFullPath(file))! };
        }
        catch (JsonException e)
        {
            throw new ProbeException($"{file} is not a case ({e.Message.ReplaceLineEndings(" ")}): give JSON with prompt, images and layers.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProbeException($"{file} cannot be read: check the path and its permissions.", e);
        }
    }
}
