using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Judger.Server;

/// <summary>Turns what a request's work throws into an answer; nothing of the inside is told.</summary>
internal sealed partial class ErrorBoundary(RequestDelegate next, ILogger<ErrorBoundary> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: 404 or 405 or 415, ContentLength: null or 0 }) await WriteAsync(context, context.Response.StatusCode);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (JudgerException exception)
        {
            await HttpErrors.WriteAsync(context, exception);
        }
        catch (BadHttpRequestException exception)
        {
            await HttpErrors.WriteAsync(context, exception.StatusCode, exception.StatusCode switch { 404 => "not_found", 413 => "body_too_large", 415 => "unsupported_media_type", _ => "bad_request" }, exception.Message.ReplaceLineEndings(" "));
        }
#pragma warning disable CA1031 // No request may end another one.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            TellDefect(context.Request.Method, context.Request.Path, exception);
            await HttpErrors.WriteAsync(context, 500, "internal_error", "Something went wrong on this side; the silo's log says what.");
        }
    }

    private static Task WriteAsync(HttpContext context, int status) => status switch
    {
        404 => HttpErrors.WriteAsync(context, status, "not_found", $"There is nothing at {context.Request.Path}."),
        405 => HttpErrors.WriteAsync(context, status, "method_not_allowed", $"{context.Request.Method} is not possible at {context.Request.Path}."),
        _ => HttpErrors.WriteAsync(context, status, "unsupported_media_type", "Send application/json or multipart/form-data."),
    };

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void TellDefect(string method, PathString path, Exception exception);
}
