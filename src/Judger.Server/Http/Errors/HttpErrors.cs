using Judger.Protocol.Errors;
using Microsoft.AspNetCore.Http;

namespace Judger.Server.Http.Errors;

/// <summary>Writes errors: the status by <see cref="ErrorTable"/>, the body in the shape of the API that the request is for.</summary>
internal static class HttpErrors
{
    /// <summary>Writes an error of the product.</summary>
    public static Task WriteAsync(HttpContext context, JudgerException exception) => WriteAsync(context, HttpError.Of(exception));

    /// <summary>Writes an error whose code is in the table.</summary>
    public static Task WriteAsync(HttpContext context, string code, string message) => WriteAsync(context, HttpError.Of(code, message));

    /// <summary>Writes an error. A response that has begun is cut off instead, so that nobody takes it for whole.</summary>
    public static Task WriteAsync(HttpContext context, HttpError error)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        var shape = context.GetEndpoint()?.Metadata.GetMetadata<IErrorShape>() ?? ApiPaths.ShapeOf(context.Request.Path);
        error.Mark(context.Response);
        context.Response.StatusCode = error.Status;
        return context.Response.WriteAsJsonAsync(
            shape.Describe(error.Status, error.Code, error.Message), ApiFormat.Bodies, shape.ContentType, CancellationToken.None);
    }
}
