using System.Net.Http.Headers;
using System.Text.Json;
using Judger.Protocol;

namespace Judger.Client;

/// <summary>Sends requests to the server, again where that is worthwhile.</summary>
internal sealed class HttpConnection
{
    /// <summary>The name of the HTTP client.</summary>
    public const string ClientName = "judger";

    private readonly IHttpClientFactory _clients;
    private readonly Lazy<string?> _key;

    public HttpConnection(IHttpClientFactory clients, JudgerClientOptions options)
    {
        _clients = clients;
        _key = new(options.Key, LazyThreadSafetyMode.PublicationOnly);
        Endpoint = new(options.Endpoint!.AbsoluteUri.TrimEnd('/') + "/");
    }

    public Uri Endpoint { get; }

    /// <summary>A request for a path below the endpoint.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, new Uri(Endpoint, path)) { Content = content };
        if (_key.Value is { } key) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    /// <summary>Sends once: a response that is good, or why there is none.</summary>
    /// <param name="request">The request; it is disposed of.</param>
    /// <param name="limit">Ends the attempt, which then is a failure.</param>
    /// <param name="cancellationToken">Ends it for good.</param>
    public async Task<(HttpResponseMessage? Response, HttpFailure? Failure)> SendAsync(HttpRequestMessage request, CancellationToken limit, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            using (request)
            {
                response = await _clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit);
            }

            if (response.IsSuccessStatusCode) return (response, null);
            using (response) return (null, await HttpFailure.ReadAsync(response, Endpoint, limit));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && HttpFailure.IsOfTransport(exception))
        {
            response?.Dispose();
            return (null, HttpFailure.OfTransport(exception, Endpoint));
        }
    }

    /// <summary>Sends until there is an answer, or no more patience.</summary>
    /// <param name="patience">How long.</param>
    /// <param name="make">A new request.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="absent">The failure, by its code, that means that there is nothing: the default value is the answer.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<T?> ExchangeAsync<T>(
        HttpPatience patience, Func<HttpRequestMessage> make, Func<HttpResponseMessage, CancellationToken, Task<T>> read, string? absent, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(patience.Left, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        while (true)
        {
            var (response, failure) = await SendAsync(make(), limit.Token, cancellationToken);
            if (response is not null)
            {
                try
                {
                    using (response) return await read(response, limit.Token);
                }
                catch (JsonException exception)
                {
                    throw HttpFailure.Unreadable(Endpoint, exception);
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested && HttpFailure.IsOfTransport(exception))
                {
                    failure = HttpFailure.OfTransport(exception, Endpoint);
                }
            }

            if (failure!.Code is { } code && code == absent) return default;
            await patience.PauseAsync(failure, cancellationToken);
        }
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static async Task<QuestionRecord> ReadRecordAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var json = await JsonSerializer.DeserializeAsync<QuestionJson>(stream, JsonFormat.Reading, cancellationToken);
        return QuestionRecords.Read(json ?? throw new JsonException("It is null."));
    }
}
