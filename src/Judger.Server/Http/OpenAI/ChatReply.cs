using System.Text.Json.Serialization;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Questions;

namespace Judger.Server.Http.OpenAI;

/// <summary>
/// Answers as OpenAI's clients read them, with the question's record beside them in <c>judger</c>: without its long parts, unless they were asked for. Where
/// there are several choices, it is the first one's, with the ids of all.
/// </summary>
/// <param name="question">What the chat asks.</param>
/// <param name="ids">The questions of its choices, in order; one where all choices are the same.</param>
/// <param name="view">How its caller sees records.</param>
/// <param name="time">The clock.</param>
internal sealed class ChatReply(ChatQuestion question, IReadOnlyList<QuestionId> ids, RecordView view, TimeProvider time)
{
    private const string IdPrefix = "chatcmpl-";

    private readonly long _created = time.GetUtcNow().ToUnixTimeSeconds();

    private string Id => $"{IdPrefix}{ids[0]}";

    /// <summary>The whole answer.</summary>
    /// <param name="records">The questions of the choices.</param>
    public object Of(IReadOnlyList<QuestionRecord> records)
    {
        return new
        {
            id = Id,
            @object = "chat.completion",
            created = _created,
            model = question.Model,
            choices = Enumerable.Range(0, question.Choices).Select(choice => Choose(choice, records[choice % records.Count])),
            usage = Total(records),
            judger = Judged(records[0]),
        };
    }

    /// <summary>The chunks that begin a stream.</summary>
    public IEnumerable<object> Begin() =>
        Enumerable.Range(0, question.Choices).Select(choice => Chunk(choice, new { role = "assistant", content = "" }));

    /// <summary>A stage that began or ended: a chunk without choices. Null where stages are not wanted, as many clients expect a choice.</summary>
    public object? Stage(QuestionEvent happened, int choice) => question.AreStagesWanted
        ? Chunk([], judger: view.Of(happened, question.Parts) with { Choice = choice == 0 ? null : choice })
        : null;

    /// <summary>A piece of a choice's answer, or of all where they are the same.</summary>
    public IEnumerable<object> Text(AnswerPiece piece, int choice) => Indexes(choice).Select(index => Chunk(
        index,
        new { content = piece.Text },
        question.Options.Answer.TokenProbabilities && piece.Tokens is { } tokens ? LogProbabilities(tokens) : null));

    /// <summary>The chunks that end a choice, or all of them where they are the same.</summary>
    public IEnumerable<object> End(QuestionRecord record, int choice) => Indexes(choice).Select(
        index => Chunk([new ChunkChoice(index, new { }, null, FinishReason(record))], judger: index == 0 ? Judged(record) : null));

    /// <summary>The chunk that ends a stream, once all questions are answered; null before, and where it is not wanted.</summary>
    public object? Usage(IReadOnlyList<QuestionRecord> records) =>
        question.IsUsageWanted && records.Count == ids.Count ? Chunk([], usage: Total(records)) : null;

    private IEnumerable<int> Indexes(int choice) => ids.Count == 1 ? Enumerable.Range(0, question.Choices) : [choice];

    private Choice Choose(int index, QuestionRecord record) =>
        new(index, new Message("assistant", record.Answer, null), LogProbabilities(record), FinishReason(record));

    private QuestionJson Judged(QuestionRecord record) => view.Of(record, question.Parts) with
    {
        Choices = question.Choices == 1 ? null : [.. Enumerable.Range(0, question.Choices).Select(choice => ids[choice % ids.Count].ToString())],
    };

    private ChatChunk Chunk(int index, object delta, object? logProbabilities = null) => Chunk([new ChunkChoice(index, delta, logProbabilities, null)]);

    private ChatChunk Chunk(ChunkChoice[] choices, object? judger = null, object? usage = null) => question.IsUsageWanted
        ? new ChatChunkWithUsage(Id, _created, question.Model, choices, judger, usage)
        : new ChatChunk(Id, _created, question.Model, choices, judger);

    private static string FinishReason(QuestionRecord record) => record.GivenAnswer()?.IsTruncated == true ? "length" : "stop";

    private object? LogProbabilities(QuestionRecord record) =>
        question.Options.Answer.TokenProbabilities && record.GivenAnswer()?.Tokens is { } tokens ? LogProbabilities(tokens) : null;

    private static object LogProbabilities(IReadOnlyList<AnswerToken> tokens) => new { content = TokenReply.Of(tokens) };

    // The passes of all stages: that is what the question costs.
    private static object Total(IReadOnlyList<QuestionRecord> records)
    {
        var work = records.Aggregate(default(WorkCount), (sum, record) => sum + record.Work);
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
