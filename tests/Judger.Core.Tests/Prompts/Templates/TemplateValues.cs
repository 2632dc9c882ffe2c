using System.Text.Json;
using Judger.Core.Prompts.Templates;
using Judger.Core.Prompts.Templates.Values;

namespace Judger.Core.Tests.Prompts.Templates;

/// <summary>Values of templates from JSON.</summary>
internal static class TemplateValues
{
    /// <summary>An object's members as variables.</summary>
    public static Dictionary<string, object?> Variables(JsonElement element) =>
        element.EnumerateObject().ToDictionary(member => member.Name, member => Of(member.Value), StringComparer.Ordinal);

    /// <summary>A value.</summary>
    public static object? Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => MarkedText.Of(element.GetString()!),
        JsonValueKind.Number => element.TryGetInt64(out var integer) ? (object)integer : element.GetDouble(),
        JsonValueKind.Array => ListValue.Of(element.EnumerateArray().Select(Of)),
        _ => MapValue.Of(element.EnumerateObject().Select(member => (member.Name, Of(member.Value)))),
    };
}
