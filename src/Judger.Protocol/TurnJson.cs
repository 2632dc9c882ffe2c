using System.Text.Json.Serialization;

namespace Judger.Protocol;

/// <summary>An earlier turn of a conversation; see <see cref="ConversationTurn"/>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TurnJson
{
    /// <summary>Whose turn it was.</summary>
    [JsonConverter(typeof(WordConverter<TurnRole>))]
    public required TurnRole Role { get; init; }

    /// <summary>What was said.</summary>
    public required string Text { get; init; }

    /// <summary>How many images a user's turn shows: the next ones of the question's. Absent for none.</summary>
    public int? Images { get; init; }

    /// <summary>Turns as JSON.</summary>
    public static IReadOnlyList<TurnJson> Of(IEnumerable<ConversationTurn> turns) =>
        [.. turns.Select(turn => new TurnJson { Role = turn.Role, Text = turn.Text, Images = turn.Images == 0 ? null : turn.Images })];

    /// <summary>The turns that are given; none where there is no list.</summary>
    public static IReadOnlyList<ConversationTurn> Read(IReadOnlyList<TurnJson>? turns) =>
        turns is null ? [] : [.. turns.Select(turn => turn is null ? null! : new ConversationTurn(turn.Role, turn.Text, turn.Images ?? 0))];
}
