using Judger.Grains.Hosting;
using Judger.Server.Http.Security;
using Judger.Server.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Judger.Server.Http.Experts;

/// <summary>The experts that a question may name, for those who choose one. It says their names and nothing of their servers.</summary>
internal static class ExpertEndpoints
{
    public static void MapExperts(this IEndpointRouteBuilder routes) => routes
        .MapGet("/v1/experts", (ClusterExperts experts) => TypedResults.Json(new ExpertsJson([.. experts.Names.Select(Describe)]), RecordJson.Options))
        .WithMetadata(Access.Ask)
        .WithTags("Questions")
        .WithSummary("Lists the experts that a question may name.");

    private static ExpertJson Describe(string name) => new(name, ExpertNames.IsBuiltIn(name));

    private sealed record ExpertsJson(IReadOnlyList<ExpertJson> Data);

    /// <param name="Id">What a question calls it.</param>
    /// <param name="BuiltIn">True for the experts that every cluster has.</param>
    private sealed record ExpertJson(string Id, bool BuiltIn);
}
