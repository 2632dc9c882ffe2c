using Judger.Protocol.Errors;
using Judger.Server.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Judger.Server.Http.Errors;

/// <summary>Turns the exceptions of a request into responses. A defect is logged, and the response says nothing about the inside.</summary>
internal sealed partial class ErrorBoundary(RequestDelegate next, EndpointDataSource endpoints, ILogger<ErrorBoundary> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: 404 or 405 or 415, ContentLength: null or 0 })
                await WriteAsync(context, context.Response.StatusCode);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected.
        }
        catch (JudgerException exception)
        {
            await HttpErrors.WriteAsync(context, exception);
        }
        catch (BadHttpRequestException exception)
        {
            await HttpErrors.WriteAsync(context, new HttpError(exception.StatusCode, CodeOf(exception.StatusCode), exception.Message.ReplaceLineEndings(" ")));
        }
#pragma warning disable CA1031 // A request must not end another one.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(context.Request.Method, context.Request.Path, context.TraceIdentifier, exception);
            await HttpErrors.WriteAsync(context, HttpError.Defect);
        }
    }

    private static string CodeOf(int status) => status switch
    {
        404 => ErrorCodes.NotFound,
        413 => ErrorCodes.BodyTooLarge,
        415 => ErrorCodes.UnsupportedMediaType,
        _ => ErrorCodes.BadRequest,
    };

    private Task WriteAsync(HttpContext context, int status) => status switch
    {
        404 => HttpErrors.WriteAsync(context, ErrorCodes.NotFound, ApiPaths.NothingAt(context.Request.Path, endpoints)),
        405 => HttpErrors.WriteAsync(context, ErrorCodes.MethodNotAllowed, $"{context.Request.Path} does not support {context.Request.Method}."),
        _ => HttpErrors.WriteAsync(context, ErrorCodes.UnsupportedMediaType, "Send application/json or multipart/form-data."),
    };

    [LoggerMessage(EventId = LogEvents.RequestFailed, EventName = nameof(LogEvents.RequestFailed), Level = LogLevel.Error,
        Message = "{Method} {Path} failed (request {Request})")]
    private partial void LogFailed(string method, PathString path, string request, Exception exception);
}
