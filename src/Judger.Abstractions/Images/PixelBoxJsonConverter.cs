using System.Text.Json;
using System.Text.Json.Serialization;

namespace Judger;

/// <summary>A box as an array of four whole numbers.</summary>
public sealed class PixelBoxJsonConverter : JsonConverter<PixelBox>
{
    public override PixelBox Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Span<int> corners = stackalloc int[4];
        if (reader.TokenType != JsonTokenType.StartArray) throw Malformed();
        foreach (ref var corner in corners)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out corner)) throw Malformed();
        }

        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray) throw Malformed();
        return new(corners[0], corners[1], corners[2], corners[3]);
    }

    public override void Write(Utf8JsonWriter writer, PixelBox value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Left);
        writer.WriteNumberValue(value.Top);
        writer.WriteNumberValue(value.Right);
        writer.WriteNumberValue(value.Bottom);
        writer.WriteEndArray();
    }

    private static JsonException Malformed() => new("A box is [left, top, right, bottom] in pixels.");
}
