using System.Net.ServerSentEvents;
using System.Text.Json;
using Judger.Server.Http.Questions;

namespace Judger.Server.Http.OpenAI;

/// <summary>A question's events as chunks of a chat completion. The stream ends with <c>[DONE]</c>, also after an error, as OpenAI's clients expect.</summary>
internal static class ChatStream
{
    private const string Done = "[DONE]";

    public static async IAsyncEnumerable<SseItem<string>> WriteAsync(IAsyncEnumerable<FeedItem> feed, ChatReply reply)
    {
        yield return Chunk(reply.Begin());
        await foreach (var item in feed)
        {
            if (item.Happened is { } happened)
            {
                if (reply.Stage(happened) is { } stage) yield return Chunk(stage);
            }
            else if (item.Record is { } record) foreach (var chunk in reply.End(record)) yield return Chunk(chunk);
            else yield return Chunk(OpenAIErrorShape.Describe(item.Error!.Status, item.Error.Code, item.Error.Message));
        }

        yield return new(Done);
    }

    private static SseItem<string> Chunk(object chunk) => new(JsonSerializer.Serialize(chunk, JsonFormat.Records));
}
