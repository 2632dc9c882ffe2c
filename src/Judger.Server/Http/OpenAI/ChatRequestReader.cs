using System.Text;
using System.Text.Json;
using Judger.Server.Http.Chat;

namespace Judger.Server.Http.OpenAI;

/// <summary>
/// Reads the body of <c>POST /v1/chat/completions</c>. A parameter that is not supported is refused by its name, so that nobody mistakes an answer for what was
/// asked for. A parameter that changes no answer (user, metadata ..) is ignored.
/// </summary>
internal static class ChatRequestReader
{
    private static readonly HashSet<string> WithoutEffect = new(StringComparer.Ordinal)
    {
        "user", "metadata", "store", "safety_identifier", "prompt_cache_key", "prompt_cache_retention", "service_tier", "parallel_tool_calls", "verbosity",
    };

    /// <summary>Parameters that are not supported, and the values of each that change nothing.</summary>
    private static readonly Dictionary<string, Func<JsonElement, bool>> NotServed = new(StringComparer.Ordinal)
    {
        ["n"] = value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var n) && n == 1,
        ["presence_penalty"] = IsZero,
        ["frequency_penalty"] = IsZero,
        ["top_logprobs"] = IsZero,
        ["logit_bias"] = value => value.ValueKind == JsonValueKind.Object && !value.EnumerateObject().Any(),
        ["tools"] = IsEmpty,
        ["functions"] = IsEmpty,
        ["tool_choice"] = value => value.ValueKind == JsonValueKind.String && value.GetString() is "none" or "auto",
        ["function_call"] = value => value.ValueKind == JsonValueKind.String && value.GetString() is "none" or "auto",
        ["modalities"] = value => value.ValueKind == JsonValueKind.Array
            && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString() == "text"),
        ["audio"] = _ => false,
        ["prediction"] = _ => false,
        ["reasoning_effort"] = _ => false,
        ["web_search_options"] = _ => false,
    };

    private static readonly HashSet<string> OwnOptions = new(StringComparer.Ordinal)
    {
        "expert", "reference_answer", "policy", "max_rounds", "compatible_crop", "crop", "budget_seconds", "final_choice", "uncertain_below",
    };

    /// <exception cref="ParameterException">The parameter that is wrong, missing, or not supported.</exception>
    /// <exception cref="QuestionRejectedException">The member <c>judger</c> is not valid.</exception>
    public static ChatQuestion Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) throw ParameterException.Type("body", "a JSON object");
        var answer = AnswerOptions.Default;
        string? model = null;
        JsonElement? messages = null;
        int? maxTokens = null, maxCompletionTokens = null;
        var (options, format, isStream, isUsageWanted) = (new AskOptions(), AnswerFormat.Text, false, false);
        foreach (var (name, value) in body.EnumerateObject()
            .Where(property => property.Value.ValueKind != JsonValueKind.Null)
            .Select(property => (property.Name, property.Value)))
        {
            switch (name)
            {
                case "model": model = Text(name, value); break;
                case "messages": messages = value; break;
                case "stream": isStream = Flag(name, value); break;
                case "stream_options":
                    isUsageWanted = value.ValueKind == JsonValueKind.Object
                        && value.TryGetProperty("include_usage", out var usage)
                        && Flag("stream_options.include_usage", usage);
                    break;
                case "max_tokens": maxTokens = Whole(name, value); break;
                case "max_completion_tokens": maxCompletionTokens = Whole(name, value); break;
                case "temperature": answer = answer with { Temperature = Temperature(value) }; break;
                case "top_p": answer = answer with { TopP = TopP(value) }; break;
                case "seed":
                    answer = answer with
                    {
                        Seed = value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var seed)
                            ? seed
                            : throw ParameterException.Type(name, "a whole number"),
                    };
                    break;
                case "stop": answer = answer with { Stop = Stops(value) }; break;
                case "logprobs": answer = answer with { TokenProbabilities = Flag(name, value) }; break;
                case "response_format": format = ResponseFormatReader.Read(value); break;
                case "judger": options = Own(value); break;
                default:
                    if (NotServed.TryGetValue(name, out var isNeutral))
                    {
                        if (!isNeutral(value)) throw new ParameterException(name, "unsupported_parameter", $"{name} is not supported. Leave it out.");
                    }
                    else if (!WithoutEffect.Contains(name)) throw new ParameterException(name, "unknown_parameter", $"Unknown parameter: {name}.");

                    break;
            }
        }

        if (model is null) throw new ParameterException("model", "missing_required_parameter", "model is missing. GET /v1/models lists the models.");
        var limit = maxCompletionTokens ?? maxTokens;
        if (limit is < 1 or > QuestionLimits.MaxAnswerTokens)
            throw ParameterException.Value(
                maxCompletionTokens is null ? "max_tokens" : "max_completion_tokens",
                $"The limit of an answer must be 1 to {QuestionLimits.MaxAnswerTokens} tokens.");
        var (question, images) = Messages(messages ?? throw new ParameterException("messages", "missing_required_parameter", "messages is missing."));
        return new()
        {
            Model = model,
            Question = question,
            Images = images,
            Options = options with { Model = model, Answer = answer with { MaxTokens = limit } },
            Format = format,
            IsStream = isStream,
            IsUsageWanted = isUsageWanted,
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
            if (role is not ("system" or "developer" or "user") || hasUser)
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
        foreach (var (index, part) in content.EnumerateArray().Index())
        {
            var here = $"{place}[{index}]";
            var type = part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var named)
                ? Text($"{here}.type", named)
                : throw ParameterException.Type(here, "a part with a type");
            if (type == "text") text.AppendLine(Text($"{here}.text", part.TryGetProperty("text", out var words) ? words : default));
            else if (type == "image_url" && mayHaveImages)
            {
                images.Add(($"{here}.image_url", Text(
                    $"{here}.image_url.url",
                    part.TryGetProperty("image_url", out var image) && image.ValueKind == JsonValueKind.Object && image.TryGetProperty("url", out var url)
                        ? url
                        : default)));
            }
            else
                throw ParameterException.Unsupported($"{here}.type", $"{here}.type is \"{type}\". It must be text{(mayHaveImages ? " or image_url" : "")}.");
        }
    }

    private static AskOptions Own(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object) throw ParameterException.Type("judger", "an object");
        if (value.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => !OwnOptions.Contains(name)) is { } unknown)
        {
            var known = string.Join(", ", OwnOptions.Order(StringComparer.Ordinal));
            throw new ParameterException($"judger.{unknown}", "unknown_parameter", $"Unknown parameter: judger.{unknown}. It must be one of: {known}.");
        }

        try
        {
            return value.Deserialize<QuestionBody>(JsonFormat.Questions)!.Options();
        }
        catch (JsonException exception)
        {
            throw ParameterException.Value("judger", $"judger is not valid: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }

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

    private static double Temperature(JsonElement value) => Number("temperature", value) is var number and >= 0 and <= 2
        ? number
        : throw ParameterException.Value("temperature", "temperature must be between 0 and 2.");

    private static double TopP(JsonElement value) => Number("top_p", value) is var number and > 0 and <= 1
        ? number
        : throw ParameterException.Value("top_p", "top_p must be above 0 and at most 1.");

    private static string Text(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw ParameterException.Type(name, "a string");

    private static bool Flag(string name, JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw ParameterException.Type(name, "true or false");

    private static int Whole(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw ParameterException.Type(name, "a whole number");

    private static double Number(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw ParameterException.Type(name, "a number");

    private static bool IsZero(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.GetDouble() == 0;

    private static bool IsEmpty(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0;
}
