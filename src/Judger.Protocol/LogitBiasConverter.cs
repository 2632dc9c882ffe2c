using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>
/// Reads an object with ids of tokens as names and numbers as values, up to as many as a question may have, and writes it in the order of the ids.
/// </summary>
public sealed class LogitBiasConverter : JsonConverter<IReadOnlyDictionary<int, double>>
{
    /// <inheritdoc/>
    public override IReadOnlyDictionary<int, double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new MemberException("must be an object: ids of tokens as names, and -100 to 100 as values.");
        var bias = new Dictionary<int, double>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (bias.Count == QuestionLimits.MaxLogitBias)
                throw new MemberException($"has more than {QuestionLimits.MaxLogitBias} tokens. Give at most {QuestionLimits.MaxLogitBias}.");
            if (!TryToken(reader.GetString()!, out var token)) throw new MemberException("has a name that is not the id of a token. Give ids such as \"42\".");
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out var value))
                throw new MemberException($"has a value that is not a number, for the token {token}. Give -100 to 100.");
            bias[token] = value;
        }

        return bias;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<int, double> value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartObject();
        foreach (var (token, bias) in value.OrderBy(entry => entry.Key)) writer.WriteNumber(token.ToString(CultureInfo.InvariantCulture), bias);
        writer.WriteEndObject();
    }

    /// <summary>Reads the id of a token; one way of writing each, so that no two names are the same token.</summary>
    public static bool TryToken(string name, out int token) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out token) && (name.Length == 1 || name[0] != '0');
}
