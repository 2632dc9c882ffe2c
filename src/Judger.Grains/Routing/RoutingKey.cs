using System.Text;

namespace Judger.Grains.Routing;

/// <summary>
/// What decides which slot a question meets: its first image, as every prompt about it begins with that. So all turns of a conversation meet the slot whose
/// caches hold the earlier ones.
/// </summary>
internal static class RoutingKey
{
    /// <summary>The first image; where there is none, a digest of how the conversation begins.</summary>
    public static ImageDigest Of(AskRequest asked) => asked.Images.Count > 0
        ? asked.Images[0]
        : ImageDigest.Of(Encoding.UTF8.GetBytes($"{asked.Instructions}\0{FirstWords(asked)}"));

    private static string FirstWords(AskRequest asked) => asked.Turns.Count > 0 ? asked.Turns[0].Text : asked.Question;
}
