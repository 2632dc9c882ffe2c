using Judger.Server.Http.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Judger.Server.Http.Description;

/// <summary>Documents the errors of an endpoint.</summary>
internal static class ProblemMetadata
{
    public static RouteHandlerBuilder Problems(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses) endpoint.Produces<ProblemJson>(status, ProblemShape.MediaType);
        return endpoint;
    }
}
