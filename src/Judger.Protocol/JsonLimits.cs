namespace Judger.Protocol;

/// <summary>
/// How large the parts of a JSON value may be. The bytes of the whole do not bound what is made of it: a body of empty objects or of short names takes many
/// times its size in memory.
/// </summary>
/// <param name="TextBytes">Most bytes of a text, in UTF-8 and as it is escaped.</param>
/// <param name="NameBytes">Most bytes of a member's name.</param>
/// <param name="Members">Most members of an object.</param>
/// <param name="Values">Most values in all: objects, lists, texts, numbers and words.</param>
/// <param name="Pictures">The names of members whose texts are pictures. Only the whole bounds those.</param>
public sealed record JsonLimits(int TextBytes, int NameBytes, int Members, int Values, IReadOnlySet<string> Pictures)
{
    /// <summary>The limits of requests: far beyond what any of them needs.</summary>
    public static JsonLimits Requests { get; } = new(
        TextBytes: QuestionLimits.MaxConversationLength,
        NameBytes: 256,
        Members: 1000,
        Values: 20_000,
        Pictures: new HashSet<string>(["data", "url", "image_url"], StringComparer.OrdinalIgnoreCase));
}
