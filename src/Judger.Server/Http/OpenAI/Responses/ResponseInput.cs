using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Server.Http.Chat;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>Reads what is asked in the Responses API: a text, or messages.</summary>
internal static class ResponseInput
{
    private const string Name = "input";

    /// <exception cref="ParameterException">An item is not valid, or asks for what is not supported.</exception>
    public static ChatConversation Read(JsonElement input, ResponseHistory history) => input.ValueKind switch
    {
        JsonValueKind.String => ChatConversation.Read(
            JsonSerializer.SerializeToElement(new[] { new { role = "user", content = input.GetString() } }), MessageForm.Responses),
        JsonValueKind.Array => ChatConversation.Read(Messages(input, history), MessageForm.Responses),
        _ => throw ParameterException.Type(Name, "a string or a list of messages"),
    };

    // A reference to an answer is what it names.
    private static JsonElement Messages(JsonElement input, ResponseHistory history)
    {
        var hasReference = false;
        foreach (var (index, item) in input.EnumerateArray().Index())
        {
            if (RequestMembers<ResponseInputMessage>.Of(item, "type") is not { ValueKind: not JsonValueKind.Undefined } given) continue;
            var type = JsonValues.Text($"{Name}[{index}].type", given);
            hasReference |= type == "item_reference";
            if (type is not ("message" or "item_reference"))
            {
                throw ParameterException.Unsupported(
                    $"{Name}[{index}].type", $"{Name}[{index}].type is \"{type}\". It must be message: tools and reasoning are not supported.");
            }
        }

        if (!hasReference) return input;
        var messages = input.EnumerateArray().Select((item, index) => IsReference(item) ? Answer(item, index, history) : JsonNode.Parse(item.GetRawText()));
        return JsonSerializer.SerializeToElement(new JsonArray([.. messages]));
    }

    private static bool IsReference(JsonElement item) =>
        RequestMembers<ResponseInputMessage>.Of(item, "type") is { ValueKind: JsonValueKind.String } type && type.ValueEquals("item_reference");

    private static JsonObject Answer(JsonElement item, int index, ResponseHistory history)
    {
        var id = JsonValues.Text($"{Name}[{index}].id", RequestMembers<ResponseInputMessage>.Of(item, "id"));
        return new() { ["role"] = "assistant", ["content"] = history[id].Answer };
    }
}
