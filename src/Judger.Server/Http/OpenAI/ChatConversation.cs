using System.Text.Json;
using Judger.Server.Http.Chat;
using Judger.Server.Http.OpenAI.Completions;
using static Judger.Server.Http.OpenAI.JsonValues;

namespace Judger.Server.Http.OpenAI;

/// <summary>
/// The messages of a chat: instructions of system and developer, the earlier turns, and the last user turn, which asks the question. Messages of one side that
/// follow each other are one turn.
/// </summary>
/// <param name="Question">The text of the last user turn.</param>
/// <param name="Instructions">What system and developer say; null where they say nothing.</param>
/// <param name="Turns">The earlier turns.</param>
/// <param name="Images">The images of all turns, in order, each with its place in the request.</param>
internal sealed record ChatConversation(
    string Question, string? Instructions, IReadOnlyList<ConversationTurn> Turns, IReadOnlyList<(string Place, string Url)> Images)
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant"];

    private static readonly string[] RolesOfTools = ["tool", "function"];

    /// <exception cref="ParameterException">A message is not valid, or asks for what is not supported.</exception>
    public static ChatConversation Read(JsonElement messages, MessageForm form)
    {
        var name = form.Name;
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0) throw ParameterException.Type(name, "a list of messages");
        var instructions = new List<string>();
        var turns = new List<(TurnRole Role, List<string> Texts, int Images)>();
        var images = new List<(string, string)>();
        foreach (var (index, message) in messages.EnumerateArray().Index())
        {
            var place = $"{name}[{index}]";
            var role = Role(place, message);
            var content = MessageContent.Read($"{place}.content", Content(place, message, role), form, mayHaveImages: role == "user");
            if (role is "system" or "developer")
            {
                if (content.Text.Length > 0) instructions.Add(content.Text);
                continue;
            }

            var side = role == "user" ? TurnRole.User : TurnRole.Assistant;
            if (turns is not [.., var last] || last.Role != side) turns.Add(last = (side, [], 0));
            if (content.Text.Length > 0) last.Texts.Add(content.Text);
            turns[^1] = last with { Images = last.Images + content.Images.Count };
            images.AddRange(content.Images);
        }

        if (turns.All(turn => turn.Role != TurnRole.User)) throw ParameterException.Value(name, $"{name} has no user message.");
        var asked = turns[^1];
        if (asked.Role != TurnRole.User)
            throw ParameterException.Unsupported(name, $"{name} ends with an assistant message, which is not continued. End with a user message.");
        if (images.Count > QuestionLimits.MaxImages)
            throw ParameterException.Value(name, $"There are {images.Count} images; the limit is {QuestionLimits.MaxImages}.");
        if (asked.Texts.Count == 0) throw ParameterException.Value(name, "There is no text. Ask something.");
        return new(
            Join(asked.Texts),
            instructions.Count == 0 ? null : string.Join("\n\n", instructions),
            [.. turns.SkipLast(1).Select(turn => new ConversationTurn(turn.Role, Join(turn.Texts), turn.Images))],
            images);
    }

    private static string Role(string place, JsonElement message)
    {
        var role = RequestMembers<ChatMessage>.Of(message, "role") is { ValueKind: not JsonValueKind.Undefined } named
            ? Text($"{place}.role", named)
            : throw ParameterException.Type(place, "a message with a role");
        if (RolesOfTools.Contains(role))
            throw ParameterException.Unsupported($"{place}.role", $"{place}.role is \"{role}\". Tools are not supported: leave their messages out.");
        return Roles.Contains(role)
            ? role
            : throw ParameterException.Unsupported($"{place}.role", $"{place}.role is \"{role}\". It must be one of: {string.Join(", ", Roles)}.");
    }

    private static JsonElement Content(string place, JsonElement message, string role)
    {
        if (role == "assistant"
            && RequestMembers<ChatMessage>.Of(message, "tool_calls") is { ValueKind: JsonValueKind.Array } calls
            && calls.GetArrayLength() > 0)
        {
            throw ParameterException.Unsupported($"{place}.tool_calls", $"{place}.tool_calls is not supported. Leave messages about tools out.");
        }

        return RequestMembers<ChatMessage>.Of(message, "content");
    }

    private static string Join(IEnumerable<string> texts) => string.Join('\n', texts);
}
