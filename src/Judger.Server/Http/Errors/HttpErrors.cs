using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Judger.Server;

/// <summary>Errors over HTTP: problem details (RFC 9457) with a stable <c>code</c>.</summary>
internal static class HttpErrors
{
    private const string ProblemType = "application/problem+json";

    /// <summary>The status of an error.</summary>
    public static int StatusOf(JudgerException exception) => exception.Code switch
    {
        "question_rejected" or "image_rejected" => 400,
        "image_missing" => 404,
        "question_conflict" => 409,
        "question_cancelled" => 410,
        "overloaded" => 429,
        "slot_busy" or "slot_unavailable" or "storage_unavailable" or "cluster_unavailable" => 503,
        _ => 500,
    };

    /// <summary>Writes an error of the product.</summary>
    public static Task WriteAsync(HttpContext context, JudgerException exception)
    {
        if (RetryAfter(exception) is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return WriteAsync(context, StatusOf(exception), exception.Code, exception.Message);
    }

    /// <summary>Writes an error.</summary>
    public static Task WriteAsync(HttpContext context, int status, string code, string detail)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(Describe(status, code, detail), RecordJson.Options, ProblemType, CancellationToken.None);
    }

    /// <summary>An error as an object.</summary>
    public static object Describe(int status, string code, string detail) => new { type = "about:blank", title = Title(status), status, code, detail };

    /// <summary>An error of the product as an object; <c>retry_after</c> where another try may help, for streams, whose headers are gone.</summary>
    public static object Describe(JudgerException exception)
    {
        var status = StatusOf(exception);
        return new { type = "about:blank", title = Title(status), status, code = exception.Code, detail = exception.Message, retry_after = RetryAfter(exception) };
    }

    private static int? RetryAfter(JudgerException exception) =>
        exception.IsTransient ? Math.Max(1, (int)Math.Ceiling(((exception as OverloadedException)?.RetryAfter ?? TimeSpan.Zero).TotalSeconds)) : null;

    private static string Title(int status) => status switch
    {
        400 => "Bad request",
        401 => "Not authenticated",
        403 => "Not allowed",
        404 => "Not found",
        409 => "Conflict",
        410 => "Gone",
        413 => "Too large",
        415 => "Not supported",
        429 => "Too many requests",
        503 => "Not available",
        _ => "Error",
    };
}
