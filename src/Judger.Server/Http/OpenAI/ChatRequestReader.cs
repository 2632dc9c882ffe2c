using System.Text;
using System.Text.Json;
using Judger.Server.Http.Chat;
using static Judger.Server.Http.OpenAI.JsonValues;

namespace Judger.Server.Http.OpenAI;

/// <summary>
/// Reads the body of <c>POST /v1/chat/completions</c>. A parameter that is not supported is refused by its name, so that nobody mistakes an answer for what was
/// asked for; see <see cref="UnsupportedParameters"/>.
/// </summary>
internal static class ChatRequestReader
{
    private static readonly string[] Roles = ["system", "developer", "user"];

    private static readonly string[] RolesOfConversations = ["assistant", "tool", "function"];

    private static readonly string[] Details = ["auto", "low", "high"];

    /// <exception cref="ParameterException">The parameter that is wrong, missing, or not supported.</exception>
    /// <exception cref="QuestionRejectedException">The member <c>judger</c> is not valid.</exception>
    public static ChatQuestion Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) throw ParameterException.Type("body", "a JSON object");
        var answer = AnswerOptions.Default;
        string? model = null;
        JsonElement? messages = null;
        int? maxTokens = null, maxCompletionTokens = null;
        var choices = 1;
        var (own, isStream, isUsageWanted) = (JudgerMember.Default, false, false);
        foreach (var (name, value) in body.EnumerateObject()
            .Where(property => property.Value.ValueKind != JsonValueKind.Null)
            .Select(property => (property.Name, property.Value)))
        {
            switch (name)
            {
                case "model": model = Text(name, value); break;
                case "messages": messages = value; break;
                case "stream": isStream = Flag(name, value); break;
                case "stream_options": isUsageWanted = IsUsageWanted(value); break;
                case "max_tokens": maxTokens = MostTokens(name, value); break;
                case "max_completion_tokens": maxCompletionTokens = MostTokens(name, value); break;
                case "stop": answer = answer with { Stop = Stops(value) }; break;
                case "response_format": answer = answer with { Schema = ResponseFormatReader.Read(value) }; break;
                case "judger": own = JudgerMember.Read(value); break;
                case "n": choices = Choices(name, value); break;
                default:
                    if (!SamplingParameters.TryRead(name, value, ref answer)) UnsupportedParameters.Check(name, value);
                    break;
            }
        }

        SamplingParameters.Check(answer);
        if (model is null) throw new ParameterException("model", "missing_required_parameter", "model is missing. GET /v1/models lists the models.");
        var (question, images) = Messages(messages ?? throw new ParameterException("messages", "missing_required_parameter", "messages is missing."));
        if (own.Attended < 0 || own.Attended >= images.Count)
        {
            throw ParameterException.Value(
                "judger.attended", $"judger.attended is {own.Attended}. Give the index of one of the {images.Count} images, counted from 0.");
        }

        return new()
        {
            Model = model,
            Question = question,
            Images = images,
            Attended = own.Attended,
            Options = own.Options with { Model = model, Answer = answer with { MaxTokens = maxCompletionTokens ?? maxTokens } },
            Choices = choices,
            IsStream = isStream,
            IsUsageWanted = isUsageWanted,
            AreStagesWanted = own.AreStagesWanted,
            Parts = own.Parts,
        };
    }

    private static (string Question, List<(string, string)> Images) Messages(JsonElement messages)
    {
        if (messages.ValueKind != JsonValueKind.Array || messages.GetArrayLength() == 0) throw ParameterException.Type("messages", "a list of messages");
        var text = new StringBuilder();
        var images = new List<(string, string)>();
        var hasUser = false;
        foreach (var (index, message) in messages.EnumerateArray().Index())
        {
            var place = $"messages[{index}]";
            var role = message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role", out var named)
                ? Text($"{place}.role", named)
                : throw ParameterException.Type(place, "a message with a role");
            if (!Roles.Contains(role) && !RolesOfConversations.Contains(role))
                throw ParameterException.Unsupported($"{place}.role", $"{place}.role is \"{role}\". It must be one of: {string.Join(", ", Roles)}.");
            if (!Roles.Contains(role) || hasUser)
                throw ParameterException.Unsupported(
                    place,
                    $"{place} makes this a conversation, which is not supported. Send one user message with its images, and at most instructions before it.");
            hasUser = role == "user";
            Content($"{place}.content", message.TryGetProperty("content", out var content) ? content : default, hasUser, text, images);
        }

        if (!hasUser) throw ParameterException.Value("messages", "messages has no user message.");
        if (images.Count == 0)
            throw new ParameterException("messages", "missing_image", "There is no image. Send one as image_url beside the question's text.");
        if (images.Count > QuestionLimits.MaxImages)
            throw ParameterException.Value("messages", $"There are {images.Count} images; the limit is {QuestionLimits.MaxImages}.");
        var question = text.ToString().Trim();
        return question.Length > 0 ? (question, images) : throw ParameterException.Value("messages", "There is no text. Ask something.");
    }

    private static void Content(string place, JsonElement content, bool mayHaveImages, StringBuilder text, List<(string, string)> images)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            text.AppendLine(content.GetString());
            return;
        }

        if (content.ValueKind != JsonValueKind.Array) throw ParameterException.Type(place, "a string or a list of parts");
        var kinds = new List<string>();
        foreach (var (index, part) in content.EnumerateArray().Index())
        {
            var here = $"{place}[{index}]";
            var type = part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var named)
                ? Text($"{here}.type", named)
                : throw ParameterException.Type(here, "a part with a type");
            if (type == "text") text.AppendLine(Text($"{here}.text", part.TryGetProperty("text", out var words) ? words : default));
            else if (type == "image_url" && mayHaveImages)
                images.Add(($"{here}.image_url", ImageUrl($"{here}.image_url", part.TryGetProperty("image_url", out var image) ? image : default)));
            else
                throw ParameterException.Unsupported($"{here}.type", $"{here}.type is \"{type}\". It must be text{(mayHaveImages ? " or image_url" : "")}.");
            if (kinds.Count == 0 || kinds[^1] != type) kinds.Add(type);
        }

        // The prompt has all images before the text, so what text says of the image beside it would be lost.
        if (kinds.Count > 2)
        {
            throw ParameterException.Unsupported(
                place, $"{place} has text and images in turn, which the prompt would not keep in order. Send the images together, before or after the text.");
        }
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
            var detail = Text($"{place}.detail", given);
            if (!Details.Contains(detail))
                throw ParameterException.Value($"{place}.detail", $"{place}.detail is \"{detail}\". It must be one of: {string.Join(", ", Details)}.");
        }

        return Text($"{place}.url", image.TryGetProperty("url", out var url) ? url : default);
    }

    private static bool IsUsageWanted(JsonElement options)
    {
        if (options.ValueKind != JsonValueKind.Object) throw ParameterException.Type("stream_options", "an object");
        if (Given("continuous_usage_stats") is { } continuous) UnsupportedParameters.CheckFalse("stream_options.continuous_usage_stats", continuous);
        return Given("include_usage") is { } usage && Flag("stream_options.include_usage", usage);

        JsonElement? Given(string name) => options.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    // As many as the model can hold is the most that anybody gets; the record says so.
    private static int MostTokens(string name, JsonElement value) => Number(name, value) is var number && number != Math.Floor(number)
        ? throw ParameterException.Type(name, "a whole number")
        : number >= 1 ? (int)Math.Min(number, int.MaxValue) : throw ParameterException.Value(name, $"{name} must be at least 1.");

    private static string[] Stops(JsonElement value)
    {
        string[] stops = value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray().Select(item => Text("stop", item))],
            _ => throw ParameterException.Type("stop", "a string or a list of strings"),
        };
        if (stops.Length > QuestionLimits.MaxStops)
            throw ParameterException.Value("stop", $"stop has {stops.Length} strings; the limit is {QuestionLimits.MaxStops}.");
        return stops.All(stop => stop.Length is > 0 and <= QuestionLimits.MaxStopLength)
            ? stops
            : throw ParameterException.Value("stop", $"Each string of stop must have 1 to {QuestionLimits.MaxStopLength} characters.");
    }

    private static int Choices(string name, JsonElement value) => Number(name, value) is var number && number != Math.Floor(number)
        ? throw ParameterException.Type(name, "a whole number")
        : number is >= 1 and <= ChatQuestion.MaxChoices
            ? (int)number
            : throw ParameterException.Value(name, $"{name} must be between 1 and {ChatQuestion.MaxChoices}.");
}
