using Judger.Grains.Hosting;
using Judger.Server.Http.Security;
using Judger.Server.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Judger.Server.Http.Health;

/// <summary>Whether the silo is alive, whether questions can be answered, and which version it is. Open to everybody: it says nothing of questions.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", (ClusterReadiness readiness) => readiness.Dead is { } dead
            ? Results.Text($"not live: {dead}", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("live")).WithMetadata(Access.Anybody);
        routes.MapGet("/health/ready", Ready).WithMetadata(Access.Anybody);

        // Load balancers ask here by default. What they want to know is where requests are answered.
        routes.MapGet("/health", Ready).WithMetadata(Access.Anybody);
        routes.MapGet("/version", () => TypedResults.Json(new VersionJson(BuildVersion.Text), RecordJson.Options)).WithMetadata(Access.Anybody);
    }

    private static IResult Ready(ClusterReadiness readiness) => readiness.Missing is { } missing
        ? Results.Text($"not ready: {missing}", statusCode: StatusCodes.Status503ServiceUnavailable)
        : Results.Text(readiness.Notices is { Count: > 0 } notices ? $"ready, but {string.Join("; ", notices)}" : "ready");

    private sealed record VersionJson(string Version);
}
