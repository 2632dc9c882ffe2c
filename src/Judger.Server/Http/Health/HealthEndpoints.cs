using Judger.Grains.Hosting;
using Judger.Server.Http.Description;
using Judger.Server.Http.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Judger.Server.Http.Health;

/// <summary>Whether the silo is alive, whether questions can be answered, and which version it is. Open to everybody: it says nothing of questions.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        Map("/health/live", Live, "checkLive", "Says whether the process is alive.", "An engine that has stopped for good is 503: a restart is the cure.");
        Map("/health/ready", Ready, "checkReady", "Says whether questions can be answered.", "Until then it is 503, with what is missing.");

        // Load balancers ask here by default. What they want to know is where requests are answered.
        Map("/health", Ready, "checkHealth", "The same as /health/ready.", "For load balancers, which ask here by default.");
        routes
            .MapGet("/version", () => TypedResults.Json(new VersionReply { Version = BuildVersion.Text }, ApiFormat.Bodies))
            .WithMetadata(Access.Anybody)
            .WithTags(ApiTags.Server)
            .Describe("getVersion", "Returns the version of the build.")
            .Produces<VersionReply>();

        void Map(string path, Func<ClusterReadiness, IResult> handler, string id, string summary, string text) => routes
            .MapGet(path, handler)
            .WithMetadata(Access.Anybody)
            .WithTags(ApiTags.Server)
            .Describe(id, summary, text)
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .Produces<string>(StatusCodes.Status503ServiceUnavailable, "text/plain");
    }

    private static IResult Live(ClusterReadiness readiness) => readiness.Dead is { } dead
        ? Results.Text($"not live: {dead}", statusCode: StatusCodes.Status503ServiceUnavailable)
        : Results.Text("live");

    private static IResult Ready(ClusterReadiness readiness) => readiness.Missing is { } missing
        ? Results.Text($"not ready: {missing}", statusCode: StatusCodes.Status503ServiceUnavailable)
        : Results.Text(readiness.Notices is { Count: > 0 } notices ? $"ready, but {string.Join("; ", notices)}" : "ready");
}
