using System.Text.Json;
using Judger.Server.Http.Chat;

namespace Judger.Server.Http.OpenAI;

/// <summary>Reads values of parameters by their JSON types.</summary>
internal static class JsonValues
{
    public static string Text(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw ParameterException.Type(name, "a string");

    public static bool Flag(string name, JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw ParameterException.Type(name, "true or false");

    public static double Number(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw ParameterException.Type(name, "a number");
}
