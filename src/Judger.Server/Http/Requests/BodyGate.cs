using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Judger.Server.Http.Requests;

/// <summary>
/// Puts every request's body under the budget. Who has read it and needs no more of it says so (<see cref="Release"/>); otherwise the request's end does.
/// </summary>
internal sealed class BodyGate(RequestDelegate next, BodyBudget budget)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            await next(context);
            return;
        }

        var factor = context.GetEndpoint()?.Metadata.GetMetadata<BodyFactor>()?.Value ?? BodyBudget.DefaultFactor;
        await using var body = new MeteredBody(context, budget, factor);
        context.Request.Body = body;
        await next(context);
    }

    /// <summary>Gives back the memory of a body that has been read.</summary>
    public static void Release(HttpRequest request) => (request.Body as MeteredBody)?.Release();
}
