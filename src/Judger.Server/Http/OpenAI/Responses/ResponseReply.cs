using System.Text.Json;
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
    private const string Incomplete = "incomplete";

    private static readonly JsonElement NoMetadata = SchemaJson.Parse("{}");

    /// <summary>The id of the message that is the answer.</summary>
    public string MessageId => ResponseId.OfMessage(id);

    /// <summary>The response of a question as it stands.</summary>
    public Response Of(QuestionRecord record)
    {
        var isCut = record.IsFinished && IsCut(record);
        var status = record switch
        {
            { IsFinished: true } => isCut ? Incomplete : Completed,
            { IsCancelled: true } => "cancelled",
            { Failed: not null } => "failed",
            _ => record.Stages.Count == 0 ? "queued" : InProgress,
        };
        var began = record.Stages.Count > 0 ? record.Stages[0].Began : time.GetUtcNow();
        return Of(record.Request, status, began) with
        {
            Error = record.Failed is { Outcome: StageFailure failure } ? new() { Message = failure.Message } : null,
            IncompleteDetails = isCut ? new() : null,
            Output = record.IsFinished ? [Message(record)] : [],
            Usage = record.IsFinished ? Usage(record.Work) : null,
            Background = record.IsBackground,
            Judger = view.Of(record, request?.Asked.Parts ?? RecordParts.None),
        };
    }

    /// <summary>The response of a question that has just been asked.</summary>
    public Response Begun(AskRequest asked) => Of(asked, InProgress, time.GetUtcNow());

    /// <summary>The message that is the answer, which is not written yet.</summary>
    public ResponseMessage EmptyMessage() => Message(InProgress);

    /// <summary>The message that is the answer.</summary>
    public ResponseMessage Message(QuestionRecord record) => Message(IsCut(record) ? Incomplete : Completed, Text(record));

    /// <summary>The answer as the one part of its message.</summary>
    public static ResponsePart Text(QuestionRecord record) => Text(
        record.Answer!,
        record.Request.Options.Answer.TokenProbabilities ? record.GivenAnswer()?.Tokens : null);

    /// <summary>Text as a part of a message.</summary>
    public static ResponsePart Text(string text, IReadOnlyList<AnswerToken>? tokens = null) =>
        new() { Type = "output_text", Text = text, Annotations = [], Logprobs = Tokens(tokens) };

    /// <summary>Tokens with their log-probabilities; an empty list where there are none.</summary>
    public static IReadOnlyList<TokenProbability> Tokens(IReadOnlyList<AnswerToken>? tokens) => tokens is null ? [] : TokenReply.Of(tokens);

    /// <summary>What a question's turns were, as items of an input, oldest first.</summary>
    public IEnumerable<ResponseMessage> Input(QuestionRecord record)
    {
        var image = 0;
        foreach (var (index, turn) in record.TurnsAsked.Index())
        {
            var isUser = turn.Role == TurnRole.User;
            var content = new List<ResponsePart>();
            if (turn.Text.Length > 0) content.Add(isUser ? new() { Type = "input_text", Text = turn.Text } : Text(turn.Text));
            for (var shown = 0; shown < turn.Images; shown++)
                content.Add(new() { Type = "input_image", Detail = "auto", ImageUrl = $"urn:sha256:{record.Request.Images[image++]}" });
            yield return new() { Id = $"{MessageId}-{index}", Status = Completed, Role = isUser ? "user" : "assistant", Content = content };
        }
    }

    private Response Of(AskRequest asked, string status, DateTimeOffset began)
    {
        var (options, answer) = (asked.Options, asked.Options.Answer);
        return new()
        {
            Id = ResponseId.Of(id),
            CreatedAt = began.ToUnixTimeSeconds(),
            Status = status,
            Background = request?.IsBackground ?? false,
            Instructions = asked.Instructions,
            MaxOutputTokens = answer.MaxTokens,
            Model = request?.Asked.Model ?? options.Model,
            PreviousResponseId = request?.Previous,
            Store = request?.IsKept ?? true,
            Temperature = answer.Temperature,
            Text = new() { Format = request?.Format ?? JsonSerializer.SerializeToElement(Format(answer.Schema), ApiFormat.Events) },
            TopLogprobs = answer.TopLogProbabilities,
            TopP = answer.TopP,
            Metadata = request?.Metadata ?? NoMetadata,
        };
    }

    private static ResponseFormat Format(AnswerSchema? schema) => schema is null ? new() { Type = ResponseFormat.AnyText }
        : schema == AnswerSchema.AnyObject ? new() { Type = ResponseFormat.AnyObject }
        : new() { Type = ResponseFormat.OfSchema, Name = "answer", Schema = SchemaJson.Parse(schema.Text), Strict = schema.IsStrict };

    private static bool IsCut(QuestionRecord record) => record.GivenAnswer() is { IsTruncated: true };

    private ResponseMessage Message(string status, params ResponsePart[] content) =>
        new() { Id = MessageId, Status = status, Role = "assistant", Content = content };

    // The passes of all stages: that is what the question costs.
    private static ResponseUsage Usage(WorkCount work) => new()
    {
        InputTokens = work.PromptTokens,
        InputTokensDetails = new() { Count = work.TokensReused },
        OutputTokens = work.TokensGenerated,
        TotalTokens = work.PromptTokens + work.TokensGenerated,
    };
}
