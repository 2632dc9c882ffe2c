using Judger.Grains.Hosting;
using Judger.Server.Http.Description;
using Judger.Server.Http.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Judger.Server.Http.Experts;

/// <summary>The experts that a question may name, for those who choose one. It says their names and nothing of their servers.</summary>
internal static class ExpertEndpoints
{
    public static void MapExperts(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/experts", (ClusterExperts experts) => TypedResults.Json(List(experts), ApiFormat.Bodies))
        .WithMetadata(Access.Ask)
        .WithTags(ApiTags.Questions)
        .Describe("listExperts", "Lists the experts that a question may name.")
        .Produces<ExpertList>()
        .Fails(ApiErrors.Access);

    private static ExpertList List(ClusterExperts experts) =>
        new() { Data = [.. experts.Names.Select(name => new ExpertEntry { Id = name, BuiltIn = ExpertNames.IsBuiltIn(name) })] };
}
