using System.Text.Json;
using Judger.Server.Http.Chat;

namespace Judger.Server.Http.OpenAI;

/// <summary>What one message of a chat says and shows.</summary>
/// <param name="Text">Its text, without white space around it.</param>
/// <param name="Images">Its images, each with its place in the request.</param>
internal sealed record MessageContent(string Text, IReadOnlyList<(string Place, string Url)> Images)
{
    private static readonly string[] Details = ["auto", "low", "high"];

    /// <summary>Reads the content of a message: a string, or a list of parts.</summary>
    /// <exception cref="ParameterException">It is neither, or has a part that is not supported.</exception>
    public static MessageContent Read(string place, JsonElement content, bool mayHaveImages)
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
            var type = part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var named)
                ? JsonValues.Text($"{here}.type", named)
                : throw ParameterException.Type(here, "a part with a type");
            if (type is "text" or "refusal" && (type == "text" || !mayHaveImages))
                texts.Add(JsonValues.Text($"{here}.{type}", part.TryGetProperty(type, out var words) ? words : default));
            else if (type == "image_url" && mayHaveImages)
                images.Add(($"{here}.image_url", ImageUrl($"{here}.image_url", part.TryGetProperty("image_url", out var image) ? image : default)));
            else
                throw ParameterException.Unsupported($"{here}.type", $"{here}.type is \"{type}\". It must be text{(mayHaveImages ? " or image_url" : "")}.");
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

    /// <summary>
    /// The URL of an image. Ollama's clients and some of LangChain's send it itself instead of an object with it. How detailed the image is to be seen is the
    /// model's own affair, but a value that OpenAI does not have is a mistake.
    /// </summary>
    private static string ImageUrl(string place, JsonElement image)
    {
        if (image.ValueKind == JsonValueKind.String) return image.GetString()!;
        if (image.ValueKind != JsonValueKind.Object) throw ParameterException.Type(place, "an object with a url, or the URL as a string");
        if (image.TryGetProperty("detail", out var given) && given.ValueKind != JsonValueKind.Null)
        {
            var detail = JsonValues.Text($"{place}.detail", given);
            if (!Details.Contains(detail))
                throw ParameterException.Value($"{place}.detail", $"{place}.detail is \"{detail}\". It must be one of: {string.Join(", ", Details)}.");
        }

        return JsonValues.Text($"{place}.url", image.TryGetProperty("url", out var url) ? url : default);
    }
}
