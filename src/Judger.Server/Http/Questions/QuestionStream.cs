using System.Globalization;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Judger.Server.Http.Errors;

namespace Judger.Server.Http.Questions;

/// <summary>
/// A question's events as server-sent events: <c>stage</c> for each start and end of a stage, <c>token</c> for what a stage
/// writes meanwhile where that was asked for, then <c>answer</c> with the record, or <c>error</c>.
/// </summary>
internal static class QuestionStream
{
    /// <summary>Writes a question's events. An event's id is its number.</summary>
    /// <param name="feed">The events.</param>
    /// <param name="from">The number of the first.</param>
    /// <param name="view">Shows the record.</param>
    public static async IAsyncEnumerable<SseItem<string>> WriteAsync(IAsyncEnumerable<FeedItem> feed, int from, RecordView view)
    {
        await foreach (var item in feed)
        {
            if (item.Happened is { Piece: { } piece } written)
            {
                // Without an id: whoever comes back names the last stage that it has seen, and has the text from its beginning.
                yield return Item(EventJson.Token, QuestionRecords.Describe(written, piece), number: null);
            }
            else if (item.Happened is { } happened)
            {
                yield return Item(EventJson.Stages, view.Of(happened), happened.Sequence);
                from = happened.Sequence + 1;
            }
            else if (item.Record is { } record) yield return Item(EventJson.Answer, view.Of(record), from);
            else yield return Error(item.Error!);
        }
    }

    private static SseItem<string> Error(HttpError error) => Item(
        EventJson.Error,
        ProblemShape.Describe(error.Status, error.Code, error.Message) with { RetryAfterSeconds = error.RetryAfterSeconds },
        number: null);

    private static SseItem<string> Item<T>(string kind, T data, int? number) =>
        new(JsonSerializer.Serialize(data, ApiFormat.Events), kind) { EventId = number?.ToString(CultureInfo.InvariantCulture) };
}
