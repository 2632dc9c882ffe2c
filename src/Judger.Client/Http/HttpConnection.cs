using System.Net.Http.Headers;
using System.Text.Json;
using Judger.Client.Retry;
using Judger.Protocol;

namespace Judger.Client.Http;

/// <summary>Sends requests to the server.</summary>
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

    /// <summary>What an exception means; see <see cref="HttpFailure.Of(Exception, Uri)"/>.</summary>
    public CallFailure? FailureOf(Exception exception) => HttpFailure.Of(exception, Endpoint);

    /// <summary>Sends a request once, and disposes of it.</summary>
    /// <exception cref="HttpFailureException">The response says that the request failed.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        using (request)
        {
            response = await _clients.CreateClient(ClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }

        if (response.IsSuccessStatusCode) return response;
        using (response) throw await HttpFailure.ReadAsync(response, Endpoint, cancellationToken);
    }

    /// <summary>Sends a request until there is an answer, or the retry loop ends.</summary>
    /// <param name="retry">When it is sent again.</param>
    /// <param name="make">Makes the request, once for each attempt.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="absent">The error code that means that there is nothing; the answer then is the default value.</param>
    public Task<T?> ExchangeAsync<T>(
        RetryLoop retry, Func<HttpRequestMessage> make, Func<HttpResponseMessage, CancellationToken, Task<T>> read, string? absent = null) =>
        retry.RunAsync<T?>(
        async () =>
        {
            try
            {
                using var response = await SendAsync(make(), retry.Token);
                return await read(response, retry.Token);
            }
            catch (HttpFailureException failed) when (failed.Code is { } code && code == absent)
            {
                return default;
            }
        },
        FailureOf);

    /// <summary>Reads a record.</summary>
    /// <exception cref="JsonException">The response is not a record.</exception>
    public static async Task<QuestionRecord> ReadRecordAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var json = await JsonSerializer.DeserializeAsync<QuestionJson>(stream, JsonFormat.Reading, cancellationToken);
        return QuestionRecords.Read(json ?? throw new JsonException("The body is null."));
    }
}
