using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Judger.Client;
using Judger.Server.Http.Errors;

namespace Judger.Server.Http.Questions;

/// <summary>
/// A question's events as server-sent events: <c>stage</c> for each start and end of a stage, then <c>answer</c> with the record, or <c>error</c>.
/// </summary>
internal sealed class QuestionStream(IJudgerClient client, RecordView view)
{
    /// <summary>The events from a number on. An event's id is its number.</summary>
    /// <param name="request">The question.</param>
    /// <param name="id">Its id in the cluster.</param>
    /// <param name="from">The first event that is wanted.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        AskRequest request, QuestionId id, int from, [EnumeratorCancellation] CancellationToken cancellationToken)
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
            yield return Item(EventJson.Stages, RecordView.Of(happened), happened.Sequence);
            from = happened.Sequence + 1;
        }

        yield return Item(EventJson.Answer, view.Of((await client.GetAsync(id, cancellationToken))!), from);
    }

    /// <summary>
    /// The events of a question that failed or was cancelled: the error alone. Reading them must not start the question again, which only a POST does. Null for
    /// a question that is answered or on its way.
    /// </summary>
    public static IAsyncEnumerable<SseItem<string>>? OfEnded(QuestionRecord record) => record switch
    {
        { IsFinished: true } => null,
        { IsCancelled: true } => Only(new QuestionCancelledException($"Question {record.Id.Name} was cancelled. Ask under a new id to have it answered.")),
        { Failed.Outcome: StageFailure failure } => Only(new StageFailedException(failure.Message)),
        _ => null,
    };

    private static IAsyncEnumerable<SseItem<string>> Only(JudgerException error) =>
        new[] { Item(EventJson.Error, HttpErrors.Describe(error), number: null) }.ToAsyncEnumerable();

    private static SseItem<string> Item<T>(string kind, T data, int? number) =>
        new(JsonSerializer.Serialize(data, JsonFormat.Records), kind) { EventId = number?.ToString(System.Globalization.CultureInfo.InvariantCulture) };
}
