using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Server.Http.Questions;

namespace Judger.Server.Http.OpenAI.Responses;

/// <summary>
/// Questions as responses of OpenAI's Responses API, with the question's record beside them in <c>judger</c>. What only the request says (its metadata, the
/// response before it) is told with its own response and not kept.
/// </summary>
internal sealed class ResponseReply(QuestionId id, RecordView view, TimeProvider time, ResponseQuestion? request = null)
{
    private const string Completed = "completed";
    private const string InProgress = "in_progress";

    /// <summary>The id of the message that is the answer.</summary>
    public string MessageId => ResponseId.OfMessage(id);

    /// <summary>The response of a question as it stands.</summary>
    public JsonObject Of(QuestionRecord record)
    {
        var answer = record.GivenAnswer();
        var isCut = answer is { IsTruncated: true };
        var status = record switch
        {
            { IsFinished: true } => isCut ? "incomplete" : Completed,
            { IsCancelled: true } => "cancelled",
            { Failed: not null } => "failed",
            _ => record.Stages.Count == 0 ? "queued" : InProgress,
        };
        var response = Of(record.Request, status, record.Stages.Count > 0 ? record.Stages[0].Began : time.GetUtcNow());
        if (record.Failed is { Outcome: StageFailure failure }) response["error"] = new JsonObject { ["code"] = "server_error", ["message"] = failure.Message };
        if (record.IsFinished)
        {
            if (isCut) response["incomplete_details"] = new JsonObject { ["reason"] = "max_output_tokens" };
            response["output"] = new JsonArray(Message(record));
            response["usage"] = Usage(record.Work);
        }

        response["background"] = record.IsBackground;
        response["judger"] = JsonSerializer.SerializeToNode(view.Of(record, request?.Asked.Parts ?? RecordParts.None), JsonFormat.Records);
        return response;
    }

    /// <summary>The response of a question that has just been asked.</summary>
    public JsonObject Begun(AskRequest asked) => Of(asked, InProgress, time.GetUtcNow());

    /// <summary>The message that is the answer, which is not written yet.</summary>
    public JsonObject EmptyMessage() => Message(InProgress);

    /// <summary>The message that is the answer.</summary>
    public JsonObject Message(QuestionRecord record) => Message(record.GivenAnswer() is { IsTruncated: true } ? "incomplete" : Completed, Text(record));

    /// <summary>The answer as the one part of its message.</summary>
    public static JsonObject Text(QuestionRecord record) => Text(
        record.Answer!,
        record.Request.Options.Answer.TokenProbabilities ? record.GivenAnswer()?.Tokens : null);

    /// <summary>Text as a part of a message.</summary>
    public static JsonObject Text(string text, IReadOnlyList<AnswerToken>? tokens = null) => new()
    {
        ["type"] = "output_text",
        ["text"] = text,
        ["annotations"] = new JsonArray(),
        ["logprobs"] = Tokens(tokens),
    };

    /// <summary>Tokens with their log-probabilities; an empty list where there are none.</summary>
    public static JsonNode Tokens(IReadOnlyList<AnswerToken>? tokens) =>
        tokens is null ? new JsonArray() : JsonSerializer.SerializeToNode(TokenReply.Of(tokens), JsonFormat.Records)!;

    /// <summary>What a question's turns were, as items of an input, oldest first.</summary>
    public IEnumerable<JsonObject> Input(QuestionRecord record)
    {
        var image = 0;
        foreach (var (index, turn) in record.TurnsAsked.Index())
        {
            var isUser = turn.Role == TurnRole.User;
            var content = new JsonArray();
            if (turn.Text.Length > 0) content.Add(isUser ? new JsonObject { ["type"] = "input_text", ["text"] = turn.Text } : Text(turn.Text));
            for (var shown = 0; shown < turn.Images; shown++)
            {
                content.Add(new JsonObject { ["type"] = "input_image", ["detail"] = "auto", ["image_url"] = $"urn:sha256:{record.Request.Images[image++]}" });
            }

            yield return new()
            {
                ["id"] = $"{MessageId}-{index}",
                ["type"] = "message",
                ["status"] = Completed,
                ["role"] = isUser ? "user" : "assistant",
                ["content"] = content,
            };
        }
    }

    // Strict clients want every member, null where it has no value.
    private JsonObject Of(AskRequest asked, string status, DateTimeOffset began)
    {
        var (options, answer) = (asked.Options, asked.Options.Answer);
        return new()
        {
            ["id"] = ResponseId.Of(id),
            ["object"] = "response",
            ["created_at"] = began.ToUnixTimeSeconds(),
            ["status"] = status,
            ["background"] = request?.IsBackground ?? false,
            ["error"] = null,
            ["incomplete_details"] = null,
            ["instructions"] = asked.Instructions,
            ["max_output_tokens"] = answer.MaxTokens,
            ["model"] = request?.Asked.Model ?? options.Model,
            ["output"] = new JsonArray(),
            ["parallel_tool_calls"] = true,
            ["previous_response_id"] = request?.Previous,
            ["reasoning"] = new JsonObject { ["effort"] = null, ["summary"] = null },
            ["store"] = request?.IsKept ?? true,
            ["temperature"] = answer.Temperature,
            ["text"] = new JsonObject { ["format"] = Format(answer.Schema) },
            ["tool_choice"] = "auto",
            ["tools"] = new JsonArray(),
            ["top_logprobs"] = answer.TopLogProbabilities,
            ["top_p"] = answer.TopP,
            ["truncation"] = "disabled",
            ["usage"] = null,
            ["metadata"] = request?.Metadata is { } metadata ? JsonNode.Parse(metadata.GetRawText()) : new JsonObject(),
        };
    }

    private JsonNode Format(AnswerSchema? schema)
    {
        if (request?.Format is { } given) return JsonNode.Parse(given.GetRawText())!;
        if (schema is null) return new JsonObject { ["type"] = "text" };
        if (schema == AnswerSchema.AnyObject) return new JsonObject { ["type"] = "json_object" };
        return new JsonObject
        {
            ["type"] = "json_schema",
            ["name"] = "answer",
            ["schema"] = JsonNode.Parse(schema.Text),
            ["strict"] = schema.IsStrict,
        };
    }

    private JsonObject Message(string status, params JsonNode[] content) => new()
    {
        ["id"] = MessageId,
        ["type"] = "message",
        ["status"] = status,
        ["role"] = "assistant",
        ["content"] = new JsonArray(content),
    };

    // The passes of all stages: that is what the question costs.
    private static JsonObject Usage(WorkCount work) => new()
    {
        ["input_tokens"] = work.PromptTokens,
        ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = work.TokensReused },
        ["output_tokens"] = work.TokensGenerated,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
        ["total_tokens"] = work.PromptTokens + work.TokensGenerated,
    };
}
