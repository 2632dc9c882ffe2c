using System.Text.Json;
using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>Reads bytes as <see cref="Base64Text"/> does, and writes standard base64.</summary>
public sealed class Base64Converter : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException();

        // As nearly all write it, read without a string between.
        if (reader.TryGetBytesFromBase64(out var plain)) return plain;
        return Base64Text.TryDecode(reader.GetString()!, out var bytes, out var error)
            ? bytes
            : throw new MemberException($"is {error}. Send standard or URL-safe base64.");
    }

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteBase64StringValue(value);
    }
}
