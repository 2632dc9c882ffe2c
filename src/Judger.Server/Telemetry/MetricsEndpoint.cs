using Judger.Server.Http.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Judger.Server.Telemetry;

/// <summary>The silo's metrics for Prometheus: its text format, or OpenMetrics with an example trace beside measurements where that is accepted.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/metrics";

    public static void MapMetrics(this IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint(Path).WithMetadata(Access.Metrics);
}
