using System.Text;
using System.Text.Json.Serialization;
using Judger.Server.Http.Chat;
using Judger.Server.Http.Questions;

namespace Judger.Server.Http.OpenAI;

/// <summary>Answers as OpenAI's clients read them, with the question's record beside them in <c>judger</c>.</summary>
internal sealed class ChatReply(ChatQuestion question, QuestionId id, RecordView view, TimeProvider time)
{
    private const string IdPrefix = "chatcmpl-";

    private readonly long _created = time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The whole answer.</summary>
    public object Of(QuestionRecord record)
    {
        var (content, refusal) = question.Format.Render(record.Answer!);
        return new
        {
            id = $"{IdPrefix}{id}",
            @object = "chat.completion",
            created = _created,
            model = question.Model,
            choices = new[]
            {
                new
                {
                    index = 0,
                    message = new Message("assistant", content, refusal),
                    logprobs = LogProbabilities(record),
                    finish_reason = FinishReason(record),
                },
            },
            usage = Usage(record),
            judger = view.Of(record),
        };
    }

    /// <summary>The chunk that begins a stream.</summary>
    public object Begin() => Chunk([new { index = 0, delta = new { role = "assistant", content = "" } }]);

    /// <summary>A stage that began or ended: a chunk without choices, which clients that do not know stages ignore.</summary>
    public object Stage(QuestionEvent happened) => Chunk([], judger: RecordView.Of(happened));

    /// <summary>The chunks that end a stream.</summary>
    public IEnumerable<object> End(QuestionRecord record)
    {
        var (content, refusal) = question.Format.Render(record.Answer!);
        yield return Chunk([new { index = 0, delta = new { content, refusal }, logprobs = LogProbabilities(record) }]);
        yield return Chunk([new { index = 0, delta = new { }, finish_reason = FinishReason(record) }], judger: view.Of(record));
        if (question.IsUsageWanted) yield return Chunk([], usage: Usage(record));
    }

    private object Chunk(object[] choices, object? judger = null, object? usage = null) =>
        new { id = $"{IdPrefix}{id}", @object = "chat.completion.chunk", created = _created, model = question.Model, choices, usage, judger };

    private static string FinishReason(QuestionRecord record) => record.GivenAnswer()?.IsTruncated == true ? "length" : "stop";

    private object? LogProbabilities(QuestionRecord record) => question.Options.Answer.TokenProbabilities && record.GivenAnswer()?.Tokens is { } tokens
        ? new
        {
            content = tokens.Select(token => new
            {
                token = token.Text,
                logprob = token.LogProbability,
                bytes = Encoding.UTF8.GetBytes(token.Text).Select(value => (int)value),
                top_logprobs = Array.Empty<object>(),
            }),
        }
        : null;

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
}
