using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Judger.Client;

namespace Judger.Server;

/// <summary>A question's events as server-sent events: <c>stage</c> for each start and end of a stage, then <c>answer</c> with the record, or <c>error</c>.</summary>
internal sealed class QuestionStream(IJudgerClient client, RecordView view)
{
    /// <summary>The events from a number on. An id is that of the last event a caller has seen.</summary>
    /// <param name="request">The question.</param>
    /// <param name="id">Its id in the cluster.</param>
    /// <param name="shownId">Its id to the caller.</param>
    /// <param name="from">The first event that is wanted.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(AskRequest request, string id, string shownId, int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var events = client.AskStreamAsync(request, id, from, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            JudgerException? failure = null;
            var hasMore = false;
            try
            {
                hasMore = await events.MoveNextAsync();
            }
            catch (JudgerException exception)
            {
                failure = exception;
            }

            if (failure is not null)
            {
                yield return Item(EventJson.Error, HttpErrors.Describe(failure), null);
                yield break;
            }

            if (!hasMore) break;
            var happened = events.Current;
            yield return Item(EventJson.Stages, view.Of(happened, shownId), happened.Sequence);
            from = happened.Sequence + 1;
        }

        yield return Item(EventJson.Answer, view.Of((await client.GetAsync(id, cancellationToken))!, shownId), from);
    }

    private static SseItem<string> Item<T>(string kind, T data, int? number) =>
        new(JsonSerializer.Serialize(data, JsonFormat.Records), kind) { EventId = number?.ToString(System.Globalization.CultureInfo.InvariantCulture) };
}
