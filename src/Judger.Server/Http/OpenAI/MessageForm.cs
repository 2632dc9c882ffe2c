namespace Judger.Server.Http.OpenAI;

/// <summary>How one of OpenAI's APIs writes messages.</summary>
/// <param name="Name">The parameter that has them.</param>
/// <param name="Texts">The types of parts that are text. Each has its text in the member <c>text</c>.</param>
/// <param name="Image">The type of a part that is an image, and the member that has its address.</param>
internal sealed record MessageForm(string Name, IReadOnlyList<string> Texts, (string Type, string Member) Image)
{
    /// <summary>Of chat completions.</summary>
    public static MessageForm Chat { get; } = new("messages", ["text"], ("image_url", "image_url"));

    /// <summary>Of the Responses API.</summary>
    public static MessageForm Responses { get; } = new("input", ["input_text", "output_text", "text"], ("input_image", "image_url"));
}
