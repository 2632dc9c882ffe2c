using System.Net.ServerSentEvents;
using System.Text.Json;
using Judger.Client.Retry;
using Judger.Protocol;

namespace Judger.Client.Http;

/// <summary>A question's events over a connection that may break: it is opened again behind the last event that came.</summary>
/// <param name="connection">The server.</param>
/// <param name="make">Makes the request for the events from a number on.</param>
/// <param name="retry">When a broken connection is opened again.</param>
/// <param name="wanted">Which events are wanted.</param>
/// <param name="absent">The error code that means that there is no such question, and so no event.</param>
internal sealed class EventFeed(HttpConnection connection, Func<int, HttpRequestMessage> make, RetryLoop retry, EventOptions wanted, string? absent = null)
    : IAsyncDisposable
{
    private HttpResponseMessage? _response;
    private IAsyncEnumerator<SseItem<string>>? _items;
    private int _next = wanted.From;

    /// <summary>The next event, each once and in order; null when the question is answered.</summary>
    /// <exception cref="JudgerException">The question ended without an answer, or the server cannot be reached.</exception>
    public Task<QuestionEvent?> NextAsync() => retry.RunAsync(
        async () =>
        {
            try
            {
                return await ReadAsync(_items ?? await OpenAsync());
            }
            catch (HttpFailureException failed) when (failed.Code is { } code && code == absent)
            {
                return null;
            }
            catch
            {
                await CloseAsync();
                throw;
            }
        },
        connection.FailureOf);

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task<IAsyncEnumerator<SseItem<string>>> OpenAsync()
    {
        _response = await connection.SendAsync(make(_next), retry.Token);
        var type = _response.Content.Headers.ContentType?.MediaType;
        if (type != "text/event-stream") throw new JsonException($"The body is {type ?? "empty"}, not a stream of events.");
        return _items = SseParser.Create(await _response.Content.ReadAsStreamAsync(retry.Token)).EnumerateAsync(retry.Token).GetAsyncEnumerator(retry.Token);
    }

    /// <summary>The next event; null after the answer.</summary>
    private async Task<QuestionEvent?> ReadAsync(IAsyncEnumerator<SseItem<string>> items)
    {
        while (await items.MoveNextAsync())
        {
            var item = items.Current;
            if (item.EventType == EventJson.Answer) return null;
            if (item.EventType == EventJson.Error) throw ReadError(item.Data);
            if (item.EventType == EventJson.Stages && Read(item.Data) is { } happened) return happened;
            if (item.EventType == EventJson.Token && wanted.Text != EventText.None) return ReadPiece(item.Data);
        }

        throw new ClusterUnavailableException($"{connection.Endpoint} ended a stream before its last event. Ask again under the same id.");
    }

    private async Task CloseAsync()
    {
        var (items, response) = (_items, _response);
        (_items, _response) = (null, null);
        if (items is not null) await items.DisposeAsync();
        response?.Dispose();
    }

    // A server that does not know which events were seen begins with the first.
    private QuestionEvent? Read(string data)
    {
        var json = JsonSerializer.Deserialize<EventJson>(data, JsonFormat.Reading) ?? throw new JsonException("An event is null.");
        retry.Reset();
        if (json.Sequence < _next) return null;
        _next = json.Sequence + 1;
        return QuestionRecords.Read(json);
    }

    private QuestionEvent ReadPiece(string data)
    {
        retry.Reset();
        return QuestionRecords.Read(JsonSerializer.Deserialize<TokenJson>(data, JsonFormat.Reading) ?? throw new JsonException("An event is null."));
    }

    private static HttpFailureException ReadError(string data)
    {
        var problem = JsonSerializer.Deserialize<ProblemJson>(data, JsonFormat.Reading) ?? throw new JsonException("An error is null.");
        return HttpFailure.Of(problem, problem.Status, problem.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }
}
