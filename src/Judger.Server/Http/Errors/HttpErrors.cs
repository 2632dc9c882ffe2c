using System.Globalization;
using Judger.Protocol.Errors;
using Judger.Server.Records;
using Microsoft.AspNetCore.Http;

namespace Judger.Server.Http.Errors;

/// <summary>Errors over HTTP: the status by <see cref="ErrorTable"/>, the body in the shape of the endpoint's API.</summary>
internal static class HttpErrors
{
    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>Writes an error of the product.</summary>
    public static Task WriteAsync(HttpContext context, JudgerException exception)
    {
        if (RetryAfter(exception) is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return WriteAsync(context, exception.Code, exception.Message);
    }

    /// <summary>Writes an error whose code is in the table.</summary>
    public static Task WriteAsync(HttpContext context, string code, string message) => WriteAsync(context, ErrorTable.StatusOf(code), code, message);

    /// <summary>Writes an error.</summary>
    public static Task WriteAsync(HttpContext context, int status, string code, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        var shape = context.GetEndpoint()?.Metadata.GetMetadata<IErrorShape>() ?? ProblemShape.Instance;
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(shape.Describe(status, code, message), RecordJson.Options, shape.ContentType, CancellationToken.None);
    }

    /// <summary>An error of the product as an object, for a stream that has begun.</summary>
    public static ProblemJson Describe(JudgerException exception) =>
        ProblemShape.Describe(ErrorTable.StatusOf(exception.Code), exception.Code, exception.Message) with { RetryAfterSeconds = RetryAfter(exception) };

    private static int? RetryAfter(JudgerException exception) =>
        exception.IsTransient ? Math.Max(1, (int)Math.Ceiling(((exception as OverloadedException)?.RetryAfter ?? DefaultRetryAfter).TotalSeconds)) : null;
}
