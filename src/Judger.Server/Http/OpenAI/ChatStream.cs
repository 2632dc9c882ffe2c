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
        foreach (var chunk in reply.Begin()) yield return Chunk(chunk);
        var records = new List<QuestionRecord>();
        await foreach (var item in feed)
        {
            if (item.Happened is { } happened)
            {
                if (reply.Stage(happened, item.Choice) is { } stage) yield return Chunk(stage);
            }
            else if (item.Record is { } record)
            {
                records.Add(record);
                foreach (var chunk in reply.End(record, item.Choice)) yield return Chunk(chunk);
                if (reply.Usage(records) is { } usage) yield return Chunk(usage);
            }
            else
            {
                // The choices fail together.
                yield return Chunk(OpenAIErrorShape.Describe(item.Error!.Status, item.Error.Code, item.Error.Message));
                break;
            }
        }

        yield return new(Done);
    }

    private static SseItem<string> Chunk(object chunk) => new(JsonSerializer.Serialize(chunk, JsonFormat.Records));
}
