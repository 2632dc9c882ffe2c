using System.Text.Json;
using System.Text.Json.Serialization;

namespace Judger;

/// <summary>Writes a value as its text and reads it back; a text that is not one is a <see cref="JsonException"/> with the value's own message.</summary>
public sealed class ParsableJsonConverter<T> : JsonConverter<T>
    where T : struct, IParsable<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return T.Parse(reader.TokenType == JsonTokenType.String ? reader.GetString()! : "", null);
        }
        catch (FormatException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}
