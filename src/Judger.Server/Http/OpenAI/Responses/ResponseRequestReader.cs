using System.Text.Json;
using Judger.Server.Http.Chat;
using Judger.Server.Http.OpenAI.Completions;
using static Judger.Server.Http.OpenAI.JsonValues;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>Reads the body of <c>POST /v1/responses</c>. A parameter that is not supported is refused by its name.</summary>
internal static class ResponseRequestReader
{
    private const string Probabilities = "message.output_text.logprobs";

    private static readonly string[] Truncations = ["auto", "disabled"];

    /// <exception cref="ParameterException">The parameter that is wrong, missing, or not supported.</exception>
    /// <exception cref="QuestionRejectedException">The member <c>judger</c> is not valid.</exception>
    public static ResponseQuestion Read(JsonElement body, ResponseHistory history)
    {
        if (body.ValueKind != JsonValueKind.Object) throw ParameterException.Type("body", "a JSON object");
        var answer = AnswerOptions.Default;
        var (own, response) = (JudgerMember.Default, new ResponseQuestion(null!));
        string? model = null, instructions = null;
        JsonElement? input = null;
        var isStream = false;
        foreach (var (name, value) in body.EnumerateObject()
            .Where(property => property.Value.ValueKind != JsonValueKind.Null)
            .Select(property => (property.Name, property.Value)))
        {
            if (!RequestMembers<ResponseRequest>.Has(name))
            {
                UnsupportedParameters.Check(name, value);
                continue;
            }

            switch (name)
            {
                case "model": model = Text(name, value); break;
                case "input": input = value; break;
                case "instructions": instructions = Text(name, value); break;
                case "previous_response_id": response = response with { Previous = Text(name, value) }; break;
                case "store": response = response with { IsKept = Flag(name, value) }; break;
                case "background": response = response with { IsBackground = Flag(name, value) }; break;
                case "metadata": response = response with { Metadata = value.Clone() }; break;
                case "stream": isStream = Flag(name, value); break;
                case "stream_options": CheckStreamOptions(value); break;
                case "max_output_tokens": answer = answer with { MaxTokens = ChatRequestReader.MostTokens(name, value) }; break;
                case "include": answer = answer with { TokenProbabilities = AreProbabilitiesWanted(value) }; break;
                case "truncation": CheckWord(name, value, Truncations); break;
                case "text":
                    (answer, response) = (answer with { Schema = Schema(value, out var format) }, response with { Format = format });
                    break;
                case "reasoning": CheckReasoning(value); break;
                case "judger": own = JudgerMember.Read(value); break;
                default: SamplingParameters.Read(name, value, ref answer); break;
            }
        }

        if (answer is { TopLogProbabilities: > 0, TokenProbabilities: false })
            throw ParameterException.Value("top_logprobs", $"top_logprobs needs log-probabilities. Send include: [\"{Probabilities}\"] with it.");
        if (model is null) throw new ParameterException("model", ParameterCodes.MissingRequired, "model is missing. GET /v1/models lists the models.");
        if (response is { IsBackground: true } && isStream)
            throw ParameterException.Unsupported("stream", "stream is not supported with background. Read the response with GET /v1/responses/{id}.");
        if (response is { IsBackground: true, IsKept: false })
            throw ParameterException.Value("store", "store is false and background is true, so nobody could read the response. Leave one of them out.");
        var conversation = ResponseInput.Read(input ?? throw new ParameterException("input", ParameterCodes.MissingRequired, "input is missing."), history);
        var before = response.Previous is { } previous ? history[previous] : null;
        IReadOnlyList<ImageDigest> known = before?.Request.Images ?? [];
        var images = known.Count + conversation.Images.Count;
        if (images > QuestionLimits.MaxImages)
            throw ParameterException.Value("input", $"The conversation has {images} images, earlier ones included; the limit is {QuestionLimits.MaxImages}.");

        return response with
        {
            Asked = new()
            {
                Model = model,
                Question = conversation.Question,
                Instructions = Join(instructions, conversation.Instructions),
                Turns = before is null ? conversation.Turns : [.. before.TurnsAnswered, .. conversation.Turns],
                KnownImages = known,
                Images = conversation.Images,
                Attended = own.AttendedOf(images),
                Options = own.Options with { Model = model, Answer = answer },
                IsStream = isStream,
                AreStagesWanted = own.AreStagesWanted,
                Parts = own.Parts,
            },
        };
    }

    private static string? Join(string? first, string? second) =>
        string.IsNullOrWhiteSpace(first) ? second : second is null ? first : $"{first}\n\n{second}";

    private static AnswerSchema? Schema(JsonElement text, out JsonElement? format)
    {
        format = null;
        if (text.ValueKind != JsonValueKind.Object) throw ParameterException.Type("text", "an object");
        foreach (var member in text.EnumerateObject())
        {
            if (member.Name == "format" && member.Value.ValueKind != JsonValueKind.Null) format = member.Value.Clone();
            else if (!RequestMembers<ResponseTextRequest>.Has(member.Name))
                throw new ParameterException($"text.{member.Name}", ParameterCodes.Unknown, $"Unknown parameter: text.{member.Name}.");
        }

        return format is { } given ? ResponseFormatReader.ReadFlat("text.format", given) : null;
    }

    // Nothing here has what the others would include.
    private static bool AreProbabilitiesWanted(JsonElement include)
    {
        if (include.ValueKind != JsonValueKind.Array) throw ParameterException.Type("include", "a list of strings");
        return include.EnumerateArray().Select(item => Text("include", item)).ToList().Contains(Probabilities);
    }

    private static void CheckStreamOptions(JsonElement options)
    {
        if (options.ValueKind != JsonValueKind.Object) throw ParameterException.Type("stream_options", "an object");
        if (options.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !RequestMembers<ResponseStreamOptions>.Has(name)) is { } unknown)
            throw new ParameterException($"stream_options.{unknown}", ParameterCodes.Unknown, $"Unknown parameter: stream_options.{unknown}.");
    }

    private static void CheckReasoning(JsonElement reasoning)
    {
        if (reasoning.ValueKind != JsonValueKind.Object) throw ParameterException.Type("reasoning", "an object");
        foreach (var member in reasoning.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
            CheckWord($"reasoning.{member.Name}", member.Value, RequestMembers<ResponseReasoningRequest>.Has(member.Name) ? ["none"] : []);
    }

    private static void CheckWord(string name, JsonElement value, string[] words)
    {
        if (value.ValueKind == JsonValueKind.String && words.Contains(value.GetString())) return;
        var remedy = words.Length == 0 ? "Leave it out." : $"Leave it out or send {string.Join(" or ", words)}.";
        throw new ParameterException(name, ParameterCodes.Unsupported, $"{name} is not supported. {remedy}");
    }
}
