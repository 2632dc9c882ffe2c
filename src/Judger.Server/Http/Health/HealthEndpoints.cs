using Judger.Grains;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Judger.Server;

/// <summary>Whether the silo is alive, and whether questions can be answered. Open to everybody, because it says nothing else.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live")).WithMetadata(Access.Anybody);
        routes.MapGet("/health/ready", (ClusterReadiness readiness) => readiness.Missing is { } missing
            ? Results.Text($"not ready: {missing}", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("ready")).WithMetadata(Access.Anybody);
    }
}
