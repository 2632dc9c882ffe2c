using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Judger.Protocol;

namespace Judger.Client;

/// <summary>Why a request over HTTP has no good answer.</summary>
/// <param name="Error">The error, as the Orleans client would have thrown it.</param>
/// <param name="RetryAfter">When the server wants to be asked again.</param>
/// <param name="Code">The server's code, where it gave one.</param>
internal sealed record HttpFailure(JudgerException Error, TimeSpan? RetryAfter = null, string? Code = null)
{
    /// <summary>The code of what is not there.</summary>
    public const string NotFound = "not_found";

    private const int LongestProblem = 64 * 1024;

    /// <summary>True for an exception that says that the connection, not the request, failed.</summary>
    public static bool IsOfTransport(Exception exception) => exception is HttpRequestException or IOException or SocketException or OperationCanceledException;

    /// <summary>A failure of the connection.</summary>
    public static HttpFailure OfTransport(Exception exception, Uri endpoint)
    {
        var why = exception is OperationCanceledException ? "no answer in time" : (exception.InnerException ?? exception).Message.ReplaceLineEndings(" ");
        return new(new ClusterUnavailableException($"{endpoint} does not answer ({why}); check that a server runs there, and ask again under the same id.", exception));
    }

    /// <summary>An answer that is not what was asked for.</summary>
    public static UnexpectedResponseException Unreadable(Uri endpoint, JsonException exception) =>
        new($"{endpoint} answered what cannot be read ({exception.Message.ReplaceLineEndings(" ")}); check that Endpoint is a Judger server, and that it is not older than this client.", exception);

    /// <summary>The failure that a response tells.</summary>
    public static async Task<HttpFailure> ReadAsync(HttpResponseMessage response, Uri endpoint, CancellationToken cancellationToken)
    {
        var after = response.Headers.RetryAfter is { } retry ? retry.Delta ?? (retry.Date - DateTimeOffset.UtcNow) : null;
        if (after < TimeSpan.Zero) after = TimeSpan.Zero;
        return await ReadProblemAsync(response, cancellationToken) is { } problem
            ? new(Of((int)response.StatusCode, problem.Code, problem.Detail, after), after, problem.Code)
            : new(Of(response.StatusCode, endpoint, after), after);
    }

    /// <summary>The error that a code stands for.</summary>
    public static JudgerException Of(int status, string code, string detail, TimeSpan? retryAfter) => code switch
    {
        "question_rejected" => new QuestionRejectedException(detail),
        "question_conflict" => new QuestionConflictException(detail),
        "question_cancelled" => new QuestionCancelledException(detail),
        "image_rejected" => new ImageRejectedException(detail),
        "image_missing" => new ImageMissingException(detail),
        "overloaded" or "too_many_requests" => new OverloadedException(detail) { RetryAfter = retryAfter ?? TimeSpan.FromSeconds(1) },
        "slot_busy" => new SlotBusyException(detail) { RetryAfter = retryAfter ?? TimeSpan.FromSeconds(1) },
        "slot_unavailable" => new SlotUnavailableException(detail),
        "storage_unavailable" => new StorageUnavailableException(detail),
        "cluster_unavailable" => new ClusterUnavailableException(detail),
        "stage_failed" => new StageFailedException(detail),
        _ => status switch
        {
            401 or 403 => new AccessDeniedException(detail),
            400 or 413 => new QuestionRejectedException(detail),
            502 or 503 or 504 => new ClusterUnavailableException(detail),
            _ => new UnexpectedResponseException($"{detail} ({status} {code})"),
        },
    };

    // Not from the server itself: a proxy before it, or something else.
    private static JudgerException Of(HttpStatusCode status, Uri endpoint, TimeSpan? retryAfter) => (int)status switch
    {
        401 or 403 or 407 => new AccessDeniedException($"{endpoint} does not let this client in ({(int)status}); check the API key."),
        429 => new OverloadedException($"{endpoint} wants fewer requests; ask again later.") { RetryAfter = retryAfter ?? TimeSpan.FromSeconds(1) },
        408 or 502 or 503 or 504 => new ClusterUnavailableException($"{endpoint} passes nothing on to a server now ({(int)status}); ask again under the same id."),
        var other => new UnexpectedResponseException($"{endpoint} answered {other}, which a Judger server does not; check Endpoint."),
    };

    private static async Task<ProblemJson?> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json" || response.Content.Headers.ContentLength > LongestProblem) return null;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync<ProblemJson>(stream, JsonFormat.Reading, cancellationToken);
        }
        catch (JsonException)
        {
            // An answer to HEAD has no body.
            return response.StatusCode == HttpStatusCode.NotFound ? new() { Code = NotFound, Detail = "" } : null;
        }
    }
}
