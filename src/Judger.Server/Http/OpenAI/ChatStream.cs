using System.Net.ServerSentEvents;
using System.Text.Json;
using Judger.Client;
using Judger.Server.Http.Errors;
using Judger.Server.Http.Questions;

namespace Judger.Server.Http.OpenAI;

/// <summary>
/// A question's events as chunks of a chat completion: its answer as it is written where nothing can change it any more, else whole in the end. The stream ends
/// with <c>[DONE]</c>, also after an error, as OpenAI's clients expect.
/// </summary>
internal static class ChatStream
{
    private const string Done = "[DONE]";

    public static async IAsyncEnumerable<SseItem<string>> WriteAsync(IAsyncEnumerable<FeedItem> feed, ChatReply reply, StreamedAnswer answer)
    {
        yield return Chunk(reply.Begin());
        await foreach (var item in feed)
        {
            var chunks = item switch
            {
                { Happened: { Piece: not null } written } => answer.Next(written) is { } piece ? [reply.Text(piece)] : [],
                { Happened: { } happened } => reply.Stage(happened) is { } stage ? [stage] : [],
                { Record: { } record } => End(record, reply, answer),
                _ => [Error(item.Error!)],
            };
            foreach (var chunk in chunks) yield return Chunk(chunk);
        }

        yield return new(Done);
    }

    private static IEnumerable<object> End(QuestionRecord record, ChatReply reply, StreamedAnswer answer)
    {
        try
        {
            // An answer without text is a chunk, too.
            var rest = answer.End(record) ?? (answer.HasBegun ? null : new("", true, record.GivenAnswer()?.Tokens));
            return rest is null ? reply.End(record) : [reply.Text(rest), .. reply.End(record)];
        }
        catch (AnswerChangedException exception)
        {
            return [Error(HttpError.Of(exception))];
        }
    }

    private static object Error(HttpError error) => OpenAIErrorShape.Describe(error.Status, error.Code, error.Message);

    private static SseItem<string> Chunk(object chunk) => new(JsonSerializer.Serialize(chunk, JsonFormat.Records));
}
