using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Judger.Server;

/// <summary>Says which problems an endpoint has.</summary>
internal static class ProblemMetadata
{
    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses) endpoint.Produces<ProblemJson>(status, "application/problem+json");
        return endpoint;
    }
}
