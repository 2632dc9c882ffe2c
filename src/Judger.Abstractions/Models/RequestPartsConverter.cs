using System.Text.Json;
using System.Text.Json.Serialization;

namespace Judger;

/// <summary>Parts of a request as a list of their names in JSON requests.</summary>
public sealed class RequestPartsConverter : JsonConverter<RequestParts>
{
    private static readonly (RequestParts Part, string Name)[] Names =
        [(RequestParts.Instructions, "instructions"), (RequestParts.Turns, "turns"), (RequestParts.Form, "answer")];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Names.Select(known => known.Name)];

    public override RequestParts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("left_out is not a list.");
        var parts = RequestParts.None;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // A newer server may name more.
            var name = reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new JsonException("left_out has what is not a name.");
            parts |= Names.FirstOrDefault(known => known.Name == name).Part;
        }

        return parts;
    }

    public override void Write(Utf8JsonWriter writer, RequestParts value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartArray();
        foreach (var (part, name) in Names)
        {
            if (value.HasFlag(part)) writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }
}
