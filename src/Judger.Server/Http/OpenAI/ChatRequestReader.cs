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
    /// <exception cref="ParameterException">The parameter that is wrong, missing, or not supported.</exception>
    /// <exception cref="QuestionRejectedException">The member <c>judger</c> is not valid.</exception>
    public static ChatQuestion Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object) throw ParameterException.Type("body", "a JSON object");
        var answer = AnswerOptions.Default;
        string? model = null;
        JsonElement? messages = null;
        int? maxTokens = null, maxCompletionTokens = null;
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
                case "response_format": answer = answer with { Schema = ResponseFormatReader.Read(value) }; break;
                case "judger": own = JudgerMember.Read(value); break;
                default: UnsupportedParameters.Check(name, value); break;
            }
        }

        if (model is null) throw new ParameterException("model", "missing_required_parameter", "model is missing. GET /v1/models lists the models.");
        var conversation = ChatConversation.Read(
            messages ?? throw new ParameterException("messages", "missing_required_parameter", "messages is missing."));

        return new()
        {
            Model = model,
            Question = conversation.Question,
            Instructions = conversation.Instructions,
            Turns = conversation.Turns,
            Images = conversation.Images,
            Attended = own.AttendedOf(conversation.Images.Count),
            Options = own.Options with { Model = model, Answer = answer with { MaxTokens = maxCompletionTokens ?? maxTokens } },
            IsStream = isStream,
            IsUsageWanted = isUsageWanted,
            AreStagesWanted = own.AreStagesWanted,
            Parts = own.Parts,
        };
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

    private static double Temperature(JsonElement value) => Number("temperature", value) is var number and >= 0 and <= 2
        ? number
        : throw ParameterException.Value("temperature", "temperature must be between 0 and 2.");

    private static double TopP(JsonElement value) => Number("top_p", value) is var number and > 0 and <= 1
        ? number
        : throw ParameterException.Value("top_p", "top_p must be above 0 and at most 1.");
}
