using Judger.Server.Http.OpenAI;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Judger.Server.Http.Errors;

/// <summary>
/// What a path without an endpoint belongs to. Clients of OpenAI's API try paths that this server does not have; they read errors in their own form only.
/// </summary>
internal static class ApiPaths
{
    private const string Api = "/v1";
    private static readonly string[] Own = ["/v1/questions", "/v1/images", "/v1/scenes", "/v1/experts"];

    /// <summary>True for a path of the API, whether or not there is anything at it.</summary>
    public static bool IsApi(PathString path) => path.StartsWithSegments(Api, StringComparison.Ordinal);

    /// <summary>The shape of errors at a path.</summary>
    public static IErrorShape ShapeOf(PathString path) => IsApi(path) && !Own.Any(own => path.StartsWithSegments(own, StringComparison.Ordinal))
        ? OpenAIErrorShape.Instance
        : ProblemShape.Instance;

    /// <summary>That there is nothing at a path, and what the API has instead.</summary>
    public static string NothingAt(PathString path, EndpointDataSource endpoints) => IsApi(path)
        ? $"There is nothing at {path}. The API has {string.Join(", ", Served(endpoints))}."
        : $"There is nothing at {path}.";

    private static IEnumerable<string> Served(EndpointDataSource endpoints) => endpoints.Endpoints
        .OfType<RouteEndpoint>()
        .Select(endpoint => (
            Path: $"/{endpoint.RoutePattern.RawText?.Trim('/')}",
            Methods: endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods))
        .Where(served => IsApi(served.Path) && served.Methods is { Count: > 0 })
        .Select(served => $"{string.Join('/', served.Methods!)} {served.Path.Replace("{**", "{", StringComparison.Ordinal)}")
        .Distinct()
        .Order(StringComparer.Ordinal);
}
