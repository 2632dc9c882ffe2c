using System.Text.Json;
using Judger.Server.Http.Chat;
using static Judger.Server.Http.OpenAI.JsonValues;

namespace Judger.Server.Http.OpenAI.Completions;

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
        var choices = 1;
        var (own, isStream, isUsageWanted) = (JudgerMember.Default, false, false);
        foreach (var (name, value) in body.EnumerateObject()
            .Where(property => property.Value.ValueKind != JsonValueKind.Null)
            .Select(property => (property.Name, property.Value)))
        {
            if (!RequestMembers<ChatCompletionRequest>.Has(name))
            {
                UnsupportedParameters.Check(name, value);
                continue;
            }

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
                default: SamplingParameters.Read(name, value, ref answer); break;
            }
        }

        SamplingParameters.Check(answer);
        if (model is null) throw new ParameterException("model", ParameterCodes.MissingRequired, "model is missing. GET /v1/models lists the models.");
        var conversation = ChatConversation.Read(
            messages ?? throw new ParameterException("messages", ParameterCodes.MissingRequired, "messages is missing."), MessageForm.Chat);

        return new()
        {
            Model = model,
            Question = conversation.Question,
            Instructions = conversation.Instructions,
            Turns = conversation.Turns,
            Images = conversation.Images,
            Attended = own.AttendedOf(conversation.Images.Count),
            Options = own.Options with { Model = model, Answer = answer with { MaxTokens = maxCompletionTokens ?? maxTokens } },
            Choices = choices,
            IsStream = isStream,
            IsUsageWanted = isUsageWanted,
            AreStagesWanted = own.AreStagesWanted,
            Parts = own.Parts,
        };
    }

    private static bool IsUsageWanted(JsonElement options)
    {
        if (options.ValueKind != JsonValueKind.Object) throw ParameterException.Type("stream_options", "an object");
        if (RequestMembers<ChatStreamOptions>.Given(options, "continuous_usage_stats") is { } continuous)
            UnsupportedParameters.CheckFalse("stream_options.continuous_usage_stats", continuous);
        return RequestMembers<ChatStreamOptions>.Given(options, "include_usage") is { } usage && Flag("stream_options.include_usage", usage);
    }

    // As many as the model can hold is the most that anybody gets; the record says so.
    internal static int MostTokens(string name, JsonElement value) => Number(name, value) is var number && number != Math.Floor(number)
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
