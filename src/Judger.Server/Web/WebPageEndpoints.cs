using Judger.Server.Http.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Judger.Server.Web;

/// <summary>The web page. Anybody may have it: it holds nothing but itself, and asks the API, which wants a key where one is configured.</summary>
internal static class WebPageEndpoints
{
    private const string Index = "index.html";

    // Nothing but this server's own files runs or is asked; pictures also come out of memory.
    private const string ContentSecurityPolicy =
        "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps the page at / and its files below /web.</summary>
    public static void MapWebPage(this IEndpointRouteBuilder routes)
    {
        foreach (var file in WebFile.All())
        {
            routes
                .MapMethods(file.Name == Index ? "/" : $"/web/{file.Name}", Reading, (HttpContext context) => Send(context, file))
                .WithMetadata(Access.Anybody)
                .ExcludeFromDescription();
        }
    }

    private static FileContentHttpResult Send(HttpContext context, WebFile file)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";

        // Asked again each time, answered with 304: files of two versions do not mix after an update.
        headers.CacheControl = "no-cache";
        return TypedResults.Bytes(file.Bytes, file.ContentType, entityTag: file.Tag);
    }
}
