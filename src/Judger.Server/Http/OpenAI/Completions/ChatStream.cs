using System.Net.ServerSentEvents;
using System.Text.Json;
using Judger.Client;
using Judger.Server.Http.Errors;
using Judger.Server.Http.Questions;

namespace Judger.Server.Http.OpenAI.Completions;

/// <summary>
/// A question's events as chunks of a chat completion: its answer as it is written where nothing can change it any more, else whole in the end. The stream ends
/// with <c>[DONE]</c>, also after an error, as OpenAI's clients expect.
/// </summary>
internal static class ChatStream
{
    private const string Done = "[DONE]";

    public static async IAsyncEnumerable<SseItem<string>> WriteAsync(
        IAsyncEnumerable<FeedItem> feed, ChatReply reply, IReadOnlyList<StreamedAnswer> answers)
    {
        foreach (var chunk in reply.Begin()) yield return Chunk(chunk);
        var records = new List<QuestionRecord>();
        await foreach (var item in feed)
        {
            var answer = answers[item.Choice];
            if (item.Record is { } ended) records.Add(ended);
            var chunks = item switch
            {
                { Happened: { Piece: not null } written } => answer.Next(written) is { } piece ? reply.Text(piece, item.Choice) : Array.Empty<object>(),
                { Happened: { } happened } => reply.Stage(happened, item.Choice) is { } stage ? [stage] : [],
                { Record: { } record } => End(record, reply, answer, item.Choice),
                _ => [Error(item.Error!)],
            };
            foreach (var chunk in chunks) yield return Chunk(chunk);

            // The choices fail together.
            if (item.Error is not null) break;
        }

        if (reply.Usage(records) is { } usage) yield return Chunk(usage);
        yield return new(Done);
    }

    private static IEnumerable<object> End(QuestionRecord record, ChatReply reply, StreamedAnswer answer, int choice)
    {
        try
        {
            // An answer without text is a chunk, too.
            var rest = answer.End(record) ?? (answer.HasBegun ? null : new("", true, record.GivenAnswer()?.Tokens));
            return rest is null ? reply.End(record, choice) : [.. reply.Text(rest, choice), .. reply.End(record, choice)];
        }
        catch (AnswerChangedException exception)
        {
            return [Error(HttpError.Of(exception))];
        }
    }

    private static OpenAIError Error(HttpError error) => OpenAIErrorShape.Describe(error.Status, error.Code, error.Message);

    private static SseItem<string> Chunk(object chunk) => new(JsonSerializer.Serialize(chunk, ApiFormat.Events));
}
