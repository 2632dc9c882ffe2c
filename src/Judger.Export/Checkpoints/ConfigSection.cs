using System.Globalization;
using System.Text;
using System.Text.Json;
using Judger.Inference.Files;

namespace Judger.Export.Checkpoints;

/// <summary>An object of a JSON configuration file; a value that is missing or null has a default, one of the wrong kind is a typed error.</summary>
internal sealed class ConfigSection
{
    /// <summary>The least epsilon of a norm: float32 still tells it from nothing.</summary>
    public const double LeastEpsilon = 1e-12;

    /// <summary>The most epsilon of a norm.</summary>
    public const double MostEpsilon = 0.1;

    /// <summary>The largest base of rotary wavelengths. Published ones go to some ten millions.</summary>
    public const double MostRopeTheta = 1e12;

    private const string Remedy = "restore the file from the checkpoint's source";

    // Those of published checkpoints have some ten thousand bytes.
    private const int MaxBytes = 1 << 24;

    // Editors on Windows write a byte order mark, which JSON does not have. Bytes that are no text are not to become other characters.
    private static readonly UTF8Encoding Text8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly JsonElement _element;
    private readonly string _path;

    private ConfigSection(string file, string path, JsonElement element)
    {
        File = file;
        _path = path;
        _element = element;
        if (element.ValueKind == JsonValueKind.Object) return;
        throw new CheckpointException(file, $"{(path.Length == 0 ? "its content" : path.TrimEnd('.'))} is not an object", Remedy);
    }

    public string File { get; }

    /// <summary>Every field that has a value other than null.</summary>
    public IEnumerable<(string Name, JsonElement Value)> Fields => _element.EnumerateObject()
        .Where(property => property.Value.ValueKind != JsonValueKind.Null)
        .Select(property => (property.Name, property.Value));

    /// <summary>The object of a file that is read already.</summary>
    public static ConfigSection Of(string file, JsonElement element) => new(file, "", element);

    /// <summary>Reads a file, with or without a byte order mark; null when it does not exist.</summary>
    /// <param name="file">The file.</param>
    /// <param name="maxBytes">Most bytes that it may have.</param>
    public static ConfigSection? TryRead(string file, int maxBytes = MaxBytes)
    {
        if (!System.IO.File.Exists(file)) return null;
        try
        {
            using var reader = new StreamReader(new MemoryStream(FolderFile.ReadAllBytes(file, maxBytes)), Text8);
            using var document = JsonDocument.Parse(reader.ReadToEnd());
            RequireText(document.RootElement);
            return new(file, "", document.RootElement.Clone());
        }
        catch (InvalidOperationException e)
        {
            throw new CheckpointException(file, "has half of a surrogate pair in a string", Remedy, cause: e);
        }
        catch (FileRefusedException e)
        {
            throw new CheckpointException(file, e.Message, "copy the checkpoint's own file there", cause: e);
        }
        catch (JsonException e)
        {
            throw new CheckpointException(file, $"is not JSON ({e.Message})", Remedy, cause: e);
        }
        catch (DecoderFallbackException e)
        {
            throw new CheckpointException(file, "is not UTF-8 text", Remedy, cause: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(file, "cannot be read", "check its permissions", cause: e);
        }
    }

    public bool Has(string name) => Find(name) is not null;

    /// <summary>Whether a field is there and says null, where that is not the same as leaving it out.</summary>
    public bool IsNull(string name) => _element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>Whether a field is a list without entries.</summary>
    public bool IsEmptyList(string name) => Find(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0;

    /// <summary>A list of lists of whole numbers, each of the same length; empty when it is missing.</summary>
    public IReadOnlyList<int[]> IntegerLists(string name, int length)
    {
        if (Find(name) is not { } element) return [];
        return element.ValueKind == JsonValueKind.Array && element.EnumerateArray().All(IsList)
            ? [.. element.EnumerateArray().Select(list => list.EnumerateArray().Select(item => item.GetInt32()).ToArray())]
            : throw Wrong(name, $"a list of lists of {length} whole numbers");

        bool IsList(JsonElement list) => list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == length
            && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out _));
    }

    /// <summary>Whether a field is an object.</summary>
    public bool HasSection(string name) => Find(name) is { ValueKind: JsonValueKind.Object };

    /// <summary>A field's name with the sections that it stands in.</summary>
    public string PathTo(string name) => _path + name;

    public int Integer(string name, int missing) => Value(name, missing, "a whole number", element => element.TryGetInt32(out var value) ? value : null);

    public double Number(string name, double missing) => Value(name, missing, "a number", element => element.TryGetDouble(out var value) ? value : null);

    public bool Flag(string name, bool missing) => Value(name, missing, "true or false", element => element.GetBoolean());

    public string Text(string name, string missing) => Find(name) is not { } element ? missing
        : element.ValueKind == JsonValueKind.String ? element.GetString()!
        : throw Wrong(name, "a string");

    /// <summary>Every value by its name, the last one where a name is there twice; all must be strings.</summary>
    public IReadOnlyDictionary<string, string> Texts()
    {
        // Not by name: each search goes through the whole object.
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in _element.EnumerateObject().Select(property => (property.Name, property.Value)))
            texts[name] = value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, "a string");
        return texts;
    }

    /// <summary>A list of strings; empty when it is missing.</summary>
    public IReadOnlyList<string> Texts(string name) => Find(name) is not { } element ? []
        : element.ValueKind == JsonValueKind.Array && element.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
        ? [.. element.EnumerateArray().Select(item => item.GetString()!)]
        : throw Wrong(name, "a list of strings");

    /// <summary>A list of numbers, or one number, which is a list of one.</summary>
    public double[] Numbers(string name, double[] missing) => Find(name) is not { } element ? missing
        : element.ValueKind == JsonValueKind.Number ? [element.GetDouble()]
        : element.ValueKind == JsonValueKind.Array && element.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
        ? [.. element.EnumerateArray().Select(item => item.GetDouble())]
        : throw Wrong(name, "a list of numbers");

    /// <summary>A list of at least one whole number, or one whole number, which is a list of one.</summary>
    public int[] Integers(string name, int[] missing)
    {
        if (Find(name) is not { } element) return missing;
        JsonElement[] items = element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : [element];
        return items.Length > 0 && items.All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out _))
            ? [.. items.Select(item => item.GetInt32())]
            : throw Wrong(name, "a whole number or a list of whole numbers");
    }

    /// <summary>A section within this one; an empty one when it is missing.</summary>
    public ConfigSection Section(string name) => new(File, $"{_path}{name}.", Find(name) ?? JsonElement.Parse("{}"));

    public CheckpointException Unsupported(string name, string value, string supported) =>
        new(File, $"{_path}{name} is {value}", $"export a checkpoint with {supported}");

    public CheckpointException Wrong(string name, string expected) => new(File, $"{_path}{name} is not {expected}", Remedy);

    /// <exception cref="CheckpointException">A size is larger than any model's.</exception>
    public void RequireAtMost(params ReadOnlySpan<(string Name, int Value, int Most)> sizes)
    {
        foreach (var (name, value, most) in sizes)
        {
            if (value > most) throw Unsupported(name, $"{value}", $"{name} of at most {most}");
        }
    }

    /// <exception cref="CheckpointException">A number lies outside of a range.</exception>
    public void RequireWithin(string name, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            throw Unsupported(name, value.ToString(CultureInfo.InvariantCulture), FormattableString.Invariant($"{name} from {least} to {most}"));
    }

    // A reader of JSON finds out only when it is asked for a text that it is not one.
    private static void RequireText(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) _ = element.GetString();
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) RequireText(item);
        }

        if (element.ValueKind != JsonValueKind.Object) return;
        foreach (var property in element.EnumerateObject())
        {
            _ = property.Name;
            RequireText(property.Value);
        }
    }

    private T Value<T>(string name, T missing, string expected, Func<JsonElement, T?> read)
        where T : struct
    {
        if (Find(name) is not { } element) return missing;
        try
        {
            return read(element) ?? throw Wrong(name, expected);
        }
        catch (InvalidOperationException)
        {
            throw Wrong(name, expected);
        }
    }

    private JsonElement? Find(string name) => _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
