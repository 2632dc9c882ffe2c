using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Judger.Cli.Judging;

/// <summary>A line of the output: the input's object with the field <c>judgment</c>, or with <c>judgment_error</c> where it could not be judged.</summary>
internal static class JudgedLine
{
    private const string Judgment = "judgment";
    private const string Error = "judgment_error";
    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of a judged line, line feed included.</summary>
    public static byte[] Write(JudgeLine line, string? judgment) => Write(line, Judgment, judgment);

    /// <summary>The bytes of a line that could not be judged, line feed included. It has no judgment: null would say that none was needed.</summary>
    public static byte[] WriteUnjudged(JudgeLine line, string reason) => Write(line, Error, reason);

    /// <summary>True when a line of the output was made from this line of the input.</summary>
    public static bool IsOf(JudgeLine line, ReadOnlyMemory<byte> output)
    {
        if (line.Problem is not null) return false;
        try
        {
            using var made = JsonDocument.Parse(output);
            using var input = JsonDocument.Parse(line.Raw);
            return made.RootElement.ValueKind == JsonValueKind.Object
                && (made.RootElement.TryGetProperty(Judgment, out _) || made.RootElement.TryGetProperty(Error, out _))
                && Others(made.RootElement).SequenceEqual(Others(input.RootElement), SameProperty.Instance);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // It is not JSON, or a name in it is not text.
            return false;
        }
    }

    /// <summary>True when a line of the output, which <see cref="IsOf"/> a line of the input, has a judgment; false when it says why it has none.</summary>
    public static bool IsJudged(ReadOnlyMemory<byte> output)
    {
        using var made = JsonDocument.Parse(output);
        return made.RootElement.TryGetProperty(Judgment, out _);
    }

    private static byte[] Write(JudgeLine line, string name, string? value)
    {
        using var input = JsonDocument.Parse(line.Raw);
        var buffer = new ArrayBufferWriter<byte>(line.Raw.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer, Format))
        {
            writer.WriteStartObject();
            foreach (var property in Others(input.RootElement)) property.WriteTo(writer);
            writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static IEnumerable<JsonProperty> Others(JsonElement root) => root.EnumerateObject()
        .Where(property => !property.NameEquals(Judgment) && !property.NameEquals(Error));

    private sealed class SameProperty : IEqualityComparer<JsonProperty>
    {
        public static readonly SameProperty Instance = new();

        public bool Equals(JsonProperty x, JsonProperty y) => x.Name == y.Name && JsonElement.DeepEquals(x.Value, y.Value);

        public int GetHashCode(JsonProperty obj) => obj.Name.GetHashCode(StringComparison.Ordinal);
    }
}
