using System.Text.Json;
using Judger.Server.Http.Chat;
using Judger.Server.Http.OpenAI.Completions;

namespace Judger.Server.Http.OpenAI;

/// <summary>What one message of a chat says and shows.</summary>
/// <param name="Text">Its text, without white space around it.</param>
/// <param name="Images">Its images, each with its place in the request.</param>
internal sealed record MessageContent(string Text, IReadOnlyList<(string Place, string Url)> Images)
{
    private static readonly string[] Details = ["auto", "low", "high"];

    /// <summary>Reads the content of a message: a string, or a list of parts.</summary>
    /// <exception cref="ParameterException">It is neither, or has a part that is not supported.</exception>
    public static MessageContent Read(string place, JsonElement content, MessageForm form, bool mayHaveImages)
    {
        if (content.ValueKind == JsonValueKind.String) return new(content.GetString()!.Trim(), []);

        // An assistant that called a tool, or refused, said nothing.
        if (content.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined && !mayHaveImages) return new("", []);
        if (content.ValueKind != JsonValueKind.Array) throw ParameterException.Type(place, "a string or a list of parts");
        var texts = new List<string>();
        var images = new List<(string, string)>();
        var kinds = new List<string>();
        foreach (var (index, part) in content.EnumerateArray().Index())
        {
            var here = $"{place}[{index}]";
            var type = RequestMembers<ChatPart>.Of(part, "type") is { ValueKind: not JsonValueKind.Undefined } named
                ? JsonValues.Text($"{here}.type", named)
                : throw ParameterException.Type(here, "a part with a type");
            if (form.Texts.Contains(type)) texts.Add(Words(here, "text", part));
            else if (type == "refusal" && !mayHaveImages) texts.Add(Words(here, type, part));
            else if (type == form.Image.Type && mayHaveImages)
            {
                var address = $"{here}.{form.Image.Member}";
                images.Add((address, ImageUrl(address, RequestMembers<ChatPart>.Of(part, form.Image.Member))));
            }
            else
            {
                throw ParameterException.Unsupported(
                    $"{here}.type", $"{here}.type is \"{type}\". It must be {form.Texts[0]}{(mayHaveImages ? $" or {form.Image.Type}" : "")}.");
            }

            if (kinds.Count == 0 || kinds[^1] != type) kinds.Add(type);
        }

        // The prompt has all images of a turn before its text, so what text says of the image beside it would be lost.
        if (images.Count > 0 && kinds.Count > 2)
        {
            throw ParameterException.Unsupported(
                place, $"{place} has text and images in turn, which the prompt would not keep in order. Send the images together, before or after the text.");
        }

        return new(string.Join('\n', texts).Trim(), images);
    }

    private static string Words(string place, string member, JsonElement part) =>
        JsonValues.Text($"{place}.{member}", RequestMembers<ChatPart>.Of(part, member));

    /// <summary>
    /// The URL of an image. Ollama's clients and some of LangChain's send it itself instead of an object with it. How detailed the image is to be seen is the
    /// model's own affair, but a value that OpenAI does not have is a mistake.
    /// </summary>
    private static string ImageUrl(string place, JsonElement image)
    {
        if (image.ValueKind == JsonValueKind.String) return image.GetString()!;
        if (image.ValueKind != JsonValueKind.Object) throw ParameterException.Type(place, "an object with a url, or the URL as a string");
        if (RequestMembers<ImageAddress>.Given(image, "detail") is { } given)
        {
            var detail = JsonValues.Text($"{place}.detail", given);
            if (!Details.Contains(detail))
                throw ParameterException.Value($"{place}.detail", $"{place}.detail is \"{detail}\". It must be one of: {string.Join(", ", Details)}.");
        }

        return JsonValues.Text($"{place}.url", RequestMembers<ImageAddress>.Of(image, "url"));
    }
}
