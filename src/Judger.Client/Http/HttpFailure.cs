using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Judger.Client.Retry;
using Judger.Protocol;
using Judger.Protocol.Errors;

namespace Judger.Client.Http;

/// <summary>What failures over HTTP mean to a caller: the same exceptions that the Orleans client throws.</summary>
internal static class HttpFailure
{
    private const int MaxProblemBytes = 64 * 1024;

    /// <summary>The failure that an exception stands for; null for an exception that is not about the call.</summary>
    public static CallFailure? Of(Exception exception, Uri endpoint) => exception switch
    {
        HttpFailureException known => known.Failure,
        JudgerException error => new(error),
        JsonException unreadable => new(Unreadable(endpoint, unreadable)),
        HttpRequestException or IOException or SocketException or OperationCanceledException => new(Unreachable(endpoint, exception)),
        _ => null,
    };

    /// <summary>Reads the failure from a response.</summary>
    public static async Task<HttpFailureException> ReadAsync(HttpResponseMessage response, Uri endpoint, CancellationToken cancellationToken)
    {
        var after = response.Headers.RetryAfter is { } retry ? retry.Delta ?? (retry.Date - DateTimeOffset.UtcNow) : null;
        if (after < TimeSpan.Zero) after = TimeSpan.Zero;
        return await ReadProblemAsync(response, cancellationToken) is { } problem
            ? Of(problem, (int)response.StatusCode, after)
            : new(new(OfStatus((int)response.StatusCode, endpoint, after), after), code: null);
    }

    /// <summary>The failure that a problem stands for.</summary>
    public static HttpFailureException Of(ProblemJson problem, int status, TimeSpan? after) =>
        new(new(ErrorTable.Create(status, problem.Code, problem.Detail, after), after), problem.Code);

    private static ClusterUnavailableException Unreachable(Uri endpoint, Exception exception)
    {
        var why = exception is OperationCanceledException ? "no answer in time" : (exception.InnerException ?? exception).Message.ReplaceLineEndings(" ");
        return new($"{endpoint} does not answer ({why}). Check that a server runs there, and ask again under the same id.", exception);
    }

    private static UnexpectedResponseException Unreadable(Uri endpoint, JsonException exception) => new(
        $"The response of {endpoint} cannot be read ({exception.Message.ReplaceLineEndings(" ")}). "
        + "Check that Endpoint is a Judger server, and that it is not older than this client.",
        exception);

    // Not from the server itself: a proxy in front of it, or something else.
    private static JudgerException OfStatus(int status, Uri endpoint, TimeSpan? retryAfter) => status switch
    {
        401 or 403 or 407 => new AccessDeniedException($"{endpoint} refuses access ({status}). Check the API key."),
        429 => ErrorTable.Create(status, ErrorCodes.TooManyRequests, $"{endpoint} receives too many requests. Ask again later.", retryAfter),
        408 or 502 or 503 or 504 => new ClusterUnavailableException($"{endpoint} cannot reach a server now ({status}). Ask again under the same id."),
        _ => new UnexpectedResponseException($"{endpoint} answered {status}, which a Judger server does not do. Check Endpoint."),
    };

    private static async Task<ProblemJson?> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json" || response.Content.Headers.ContentLength > MaxProblemBytes)
            return null;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync<ProblemJson>(stream, JsonFormat.Reading, cancellationToken);
        }
        catch (JsonException)
        {
            // The response to HEAD has no body.
            return response.StatusCode == HttpStatusCode.NotFound ? new() { Code = ErrorCodes.NotFound, Detail = "" } : null;
        }
    }
}
