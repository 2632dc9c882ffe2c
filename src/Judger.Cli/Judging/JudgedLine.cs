using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Judger.Cli.Judging;

/// <summary>A line of the output: the input's object with the field <c>judgment</c>.</summary>
internal static class JudgedLine
{
    private const string Judgment = "judgment";
    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line's bytes, line feed included.</summary>
    public static byte[] Write(JudgeLine line, string? judgment)
    {
        using var input = JsonDocument.Parse(line.Raw);
        var buffer = new ArrayBufferWriter<byte>(line.Raw.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer, Format))
        {
            writer.WriteStartObject();
            foreach (var property in Others(input.RootElement)) property.WriteTo(writer);
            writer.WriteString(Judgment, judgment);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>True when a line of the output was made from this line of the input.</summary>
    public static bool IsOf(JudgeLine line, ReadOnlyMemory<byte> output)
    {
        if (line.Problem is not null) return false;
        try
        {
            using var made = JsonDocument.Parse(output);
            using var input = JsonDocument.Parse(line.Raw);
            return made.RootElement.ValueKind == JsonValueKind.Object && made.RootElement.TryGetProperty(Judgment, out _)
                && Others(made.RootElement).SequenceEqual(Others(input.RootElement), SameProperty.Instance);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static IEnumerable<JsonProperty> Others(JsonElement root) => root.EnumerateObject().Where(property => !property.NameEquals(Judgment));

    private sealed class SameProperty : IEqualityComparer<JsonProperty>
    {
        public static readonly SameProperty Instance = new();

        public bool Equals(JsonProperty x, JsonProperty y) => x.Name == y.Name && JsonElement.DeepEquals(x.Value, y.Value);

        public int GetHashCode(JsonProperty obj) => obj.Name.GetHashCode(StringComparison.Ordinal);
    }
}
