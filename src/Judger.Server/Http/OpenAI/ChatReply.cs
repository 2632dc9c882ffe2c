using System.Text;
using System.Text.Json.Serialization;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Questions;

namespace Judger.Server.Http.OpenAI;

/// <summary>
/// Answers as OpenAI's clients read them, with the question's record beside them in <c>judger</c>: without its long parts, unless they were asked for.
/// </summary>
internal sealed class ChatReply(ChatQuestion question, QuestionId id, RecordView view, TimeProvider time)
{
    private const string IdPrefix = "chatcmpl-";

    private readonly long _created = time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The whole answer.</summary>
    public object Of(QuestionRecord record)
    {
        return new
        {
            id = $"{IdPrefix}{id}",
            @object = "chat.completion",
            created = _created,
            model = question.Model,
            choices = new[] { new Choice(0, new Message("assistant", record.Answer, null), LogProbabilities(record), FinishReason(record)) },
            usage = Usage(record),
            judger = view.Of(record, question.Parts),
        };
    }

    /// <summary>The chunk that begins a stream.</summary>
    public object Begin() => Chunk(new { role = "assistant", content = "" });

    /// <summary>A stage that began or ended: a chunk without choices. Null where stages are not wanted, as many clients expect a choice.</summary>
    public object? Stage(QuestionEvent happened) => question.AreStagesWanted ? Chunk([], judger: view.Of(happened, question.Parts)) : null;

    /// <summary>A piece of the answer.</summary>
    public object Text(AnswerPiece piece) =>
        Chunk(new { content = piece.Text }, question.Options.Answer.TokenProbabilities && piece.Tokens is { } tokens ? LogProbabilities(tokens) : null);

    /// <summary>The chunks that end a stream.</summary>
    public IEnumerable<object> End(QuestionRecord record)
    {
        yield return Chunk([new ChunkChoice(0, new { }, null, FinishReason(record))], judger: view.Of(record, question.Parts));
        if (question.IsUsageWanted) yield return Chunk([], usage: Usage(record));
    }

    private ChatChunk Chunk(object delta, object? logProbabilities = null) => Chunk([new ChunkChoice(0, delta, logProbabilities, null)]);

    private ChatChunk Chunk(ChunkChoice[] choices, object? judger = null, object? usage = null) => question.IsUsageWanted
        ? new ChatChunkWithUsage($"{IdPrefix}{id}", _created, question.Model, choices, judger, usage)
        : new ChatChunk($"{IdPrefix}{id}", _created, question.Model, choices, judger);

    private static string FinishReason(QuestionRecord record) => record.GivenAnswer()?.IsTruncated == true ? "length" : "stop";

    private object? LogProbabilities(QuestionRecord record) =>
        question.Options.Answer.TokenProbabilities && record.GivenAnswer()?.Tokens is { } tokens ? LogProbabilities(tokens) : null;

    private static object LogProbabilities(IReadOnlyList<AnswerToken> tokens) => new
    {
        content = tokens.Select(token => new
        {
            token = token.Text,
            logprob = Precision.OfProbability(token.LogProbability),
            bytes = Encoding.UTF8.GetBytes(token.Text).Select(value => (int)value),
            top_logprobs = Array.Empty<object>(),
        }),
    };

    // The passes of all stages: that is what the question costs.
    private static object Usage(QuestionRecord record)
    {
        var work = record.Work;
        return new
        {
            prompt_tokens = work.PromptTokens,
            completion_tokens = work.TokensGenerated,
            total_tokens = work.PromptTokens + work.TokensGenerated,
            prompt_tokens_details = new { cached_tokens = work.TokensReused },
        };
    }

    private sealed record Message(
        string Role,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Content,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Refusal);

    private sealed record Choice(
        int Index, Message Message, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] object? Logprobs, string FinishReason);

    // Strict clients want every member in every chunk, null until it has a value.
    private sealed record ChunkChoice(
        int Index,
        object Delta,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] object? Logprobs,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? FinishReason);

    private record ChatChunk(string Id, long Created, string Model, IReadOnlyList<ChunkChoice> Choices, object? Judger)
    {
        public string Object { get; } = "chat.completion.chunk";
    }

    private sealed record ChatChunkWithUsage(
        string Id,
        long Created,
        string Model,
        IReadOnlyList<ChunkChoice> Choices,
        object? Judger,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] object? Usage)
        : ChatChunk(Id, Created, Model, Choices, Judger);
}
