using System.Net.ServerSentEvents;
using System.Text.Json;
using Judger.Protocol;

namespace Judger.Client;

/// <summary>A question's events over a connection that may break: it is opened again behind the last event that came.</summary>
/// <param name="connection">The server.</param>
/// <param name="make">The request for the events from a number on.</param>
/// <param name="patience">How long broken connections are opened again.</param>
/// <param name="next">The first event that is wanted.</param>
/// <param name="time">The clock.</param>
/// <param name="cancellationToken">Ends the feed.</param>
internal sealed class EventFeed(HttpConnection connection, Func<int, HttpRequestMessage> make, HttpPatience patience, int next, TimeProvider time, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly CancellationTokenSource _timer = new(patience.Left, time);
    private CancellationTokenSource? _limit;
    private HttpResponseMessage? _response;
    private IAsyncEnumerator<SseItem<string>>? _items;
    private int _next = next;

    /// <summary>The next event, each once and in order; null when the question is answered.</summary>
    /// <exception cref="JudgerException">The question ended without an answer, or the server cannot be reached any more.</exception>
    public async Task<QuestionEvent?> NextAsync()
    {
        _limit ??= CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, cancellationToken);
        while (true)
        {
            HttpFailure failure;
            try
            {
                var (happened, told) = await OpenAsync() is { } refusal ? (null, refusal) : await ReadAsync();
                if (told is null) return happened;
                failure = told;
            }
            catch (JsonException exception)
            {
                throw HttpFailure.Unreadable(connection.Endpoint, exception);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested && HttpFailure.IsOfTransport(exception))
            {
                failure = HttpFailure.OfTransport(exception, connection.Endpoint);
            }

            await CloseAsync();
            await patience.PauseAsync(failure, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _limit?.Dispose();
        _timer.Dispose();
    }

    private async Task<HttpFailure?> OpenAsync()
    {
        if (_items is not null) return null;
        var (response, failure) = await connection.SendAsync(make(_next), _limit!.Token, cancellationToken);
        if (failure is not null) return failure;
        _response = response!;
        if (_response.Content.Headers.ContentType?.MediaType != "text/event-stream") throw new JsonException($"It is {_response.Content.Headers.ContentType?.MediaType ?? "nothing"}, not a stream of events.");
        _items = SseParser.Create(await _response.Content.ReadAsStreamAsync(_limit.Token)).EnumerateAsync(_limit.Token).GetAsyncEnumerator(_limit.Token);
        return null;
    }

    /// <summary>An event, or a failure; neither at the end.</summary>
    private async Task<(QuestionEvent? Happened, HttpFailure? Failure)> ReadAsync()
    {
        while (await _items!.MoveNextAsync())
        {
            var item = _items.Current;
            if (item.EventType == EventJson.Answer) return (null, null);
            if (item.EventType == EventJson.Error) return (null, Told(item.Data));
            if (item.EventType == EventJson.Stages && Read(item.Data) is { } happened) return (happened, null);
        }

        return (null, new(new ClusterUnavailableException($"{connection.Endpoint} ended a stream in the middle; ask again under the same id.")));
    }

    private async Task CloseAsync()
    {
        if (_items is not null) await _items.DisposeAsync();
        _response?.Dispose();
        (_items, _response) = (null, null);
    }

    // A server that does not know from where to go on begins at the beginning.
    private QuestionEvent? Read(string data)
    {
        var json = JsonSerializer.Deserialize<EventJson>(data, JsonFormat.Reading) ?? throw new JsonException("An event is null.");
        patience.Heard();
        if (json.Sequence < _next) return null;
        _next = json.Sequence + 1;
        return new(json.Sequence, json.Stage, json.Finished, QuestionRecords.Read(json.Record));
    }

    private static HttpFailure Told(string data)
    {
        var problem = JsonSerializer.Deserialize<ProblemJson>(data, JsonFormat.Reading) ?? throw new JsonException("An error is null.");
        TimeSpan? after = problem.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        return new(HttpFailure.Of(problem.Status, problem.Code, problem.Detail, after), after, problem.Code);
    }
}
