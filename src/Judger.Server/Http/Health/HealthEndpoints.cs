using Judger.Grains.Hosting;
using Judger.Server.Http.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Judger.Server.Http.Health;

/// <summary>Whether the silo is alive, and whether questions can be answered. Open to everybody: it says nothing of questions.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", (ClusterReadiness readiness) => readiness.Dead is { } dead
            ? Results.Text($"not live: {dead}", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("live")).WithMetadata(Access.Anybody);
        routes.MapGet("/health/ready", (ClusterReadiness readiness) => readiness.Missing is { } missing
            ? Results.Text($"not ready: {missing}", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text(readiness.Failing is { Count: > 0 } failing ? $"ready, but {string.Join("; ", failing)}" : "ready")).WithMetadata(Access.Anybody);
    }
}
