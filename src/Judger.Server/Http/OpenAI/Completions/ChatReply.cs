using Judger.Server.Http.Chat;
using Judger.Server.Http.Questions;

namespace Judger.Server.Http.OpenAI.Completions;

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
    public ChatCompletion Of(IReadOnlyList<QuestionRecord> records) => new()
    {
        Id = Id,
        Created = _created,
        Model = question.Model,
        Choices = [.. Enumerable.Range(0, question.Choices).Select(choice => Choose(choice, records[choice % records.Count]))],
        Usage = Total(records),
        Judger = Judged(records[0]),
    };

    /// <summary>The chunks that begin a stream.</summary>
    public IEnumerable<ChatCompletionChunk> Begin() =>
        Enumerable.Range(0, question.Choices).Select(choice => Chunk(choice, new() { Role = "assistant", Content = "" }));

    /// <summary>A stage that began or ended: a chunk without choices. Null where stages are not wanted, as many clients expect a choice.</summary>
    public ChatCompletionChunk? Stage(QuestionEvent happened, int choice) => question.AreStagesWanted
        ? Chunk([], judger: view.Of(happened, question.Parts) with { Choice = choice == 0 ? null : choice })
        : null;

    /// <summary>A piece of a choice's answer, or of all where they are the same.</summary>
    public IEnumerable<ChatCompletionChunk> Text(AnswerPiece piece, int choice) => Indexes(choice).Select(index => Chunk(
        index,
        new() { Content = piece.Text },
        question.Options.Answer.TokenProbabilities && piece.Tokens is { } tokens ? LogProbabilities(tokens) : null));

    /// <summary>The chunks that end a choice, or all of them where they are the same.</summary>
    public IEnumerable<ChatCompletionChunk> End(QuestionRecord record, int choice) => Indexes(choice).Select(index => Chunk(
        [new() { Index = index, Delta = new(), FinishReason = FinishReason(record) }], judger: index == 0 ? Judged(record) : null));

    /// <summary>The chunk that ends a stream, once all questions are answered; null before, and where it is not wanted.</summary>
    public ChatCompletionChunk? Usage(IReadOnlyList<QuestionRecord> records) =>
        question.IsUsageWanted && records.Count == ids.Count ? Chunk([], usage: Total(records)) : null;

    private IEnumerable<int> Indexes(int choice) => ids.Count == 1 ? Enumerable.Range(0, question.Choices) : [choice];

    private ChatChoice Choose(int index, QuestionRecord record) => new()
    {
        Index = index,
        Message = new() { Content = record.Answer },
        Logprobs = LogProbabilities(record),
        FinishReason = FinishReason(record),
    };

    private QuestionJson Judged(QuestionRecord record) => view.Of(record, question.Parts) with
    {
        Choices = question.Choices == 1 ? null : [.. Enumerable.Range(0, question.Choices).Select(choice => ids[choice % ids.Count].ToString())],
    };

    private ChatCompletionChunk Chunk(int index, ChatDelta delta, ChatLogProbabilities? tokens = null) =>
        Chunk([new() { Index = index, Delta = delta, Logprobs = tokens }]);

    private ChatCompletionChunk Chunk(IReadOnlyList<ChatChunkChoice> choices, object? judger = null, ChatUsage? usage = null) => question.IsUsageWanted
        ? new ChatCompletionChunkWithUsage
        {
            Id = Id,
            Created = _created,
            Model = question.Model,
            Choices = choices,
            Judger = judger,
            Usage = usage,
        }
        : new ChatCompletionChunk { Id = Id, Created = _created, Model = question.Model, Choices = choices, Judger = judger };

    private static string FinishReason(QuestionRecord record) => record.GivenAnswer()?.IsTruncated == true ? "length" : "stop";

    private ChatLogProbabilities? LogProbabilities(QuestionRecord record) =>
        question.Options.Answer.TokenProbabilities && record.GivenAnswer()?.Tokens is { } tokens ? LogProbabilities(tokens) : null;

    private static ChatLogProbabilities LogProbabilities(IReadOnlyList<AnswerToken> tokens) => new() { Content = TokenReply.Of(tokens) };

    // The passes of all stages: that is what the question costs.
    private static ChatUsage Total(IReadOnlyList<QuestionRecord> records)
    {
        var work = records.Aggregate(default(WorkCount), (sum, record) => sum + record.Work);
        return new()
        {
            PromptTokens = work.PromptTokens,
            CompletionTokens = work.TokensGenerated,
            TotalTokens = work.PromptTokens + work.TokensGenerated,
            PromptTokensDetails = new() { Count = work.TokensReused },
        };
    }
}
