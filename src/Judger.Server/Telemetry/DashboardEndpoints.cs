using Judger.Server.Http.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Orleans.Dashboard;

namespace Judger.Server.Telemetry;

/// <summary>Orleans' dashboard: silos, grains, calls and their times. It shows the state of grains, so it is for operators.</summary>
internal static class DashboardEndpoints
{
    private const string Path = "/dashboard";

    public static void MapDashboard(this IEndpointRouteBuilder routes) => routes.MapOrleansDashboard(Path).WithMetadata(Access.AdminPage);
}
