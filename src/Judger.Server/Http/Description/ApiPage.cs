using Judger.Server.Http.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Scalar.AspNetCore;

namespace Judger.Server.Http.Description;

/// <summary>The page about the API at <c>/docs</c>, on which its examples can be sent. It loads nothing from other hosts and sends nothing to them.</summary>
internal static class ApiPage
{
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "frame-ancestors 'none'; base-uri 'self'";

    // The page is about this API, and not about the program that shows it.
    private const string Css = "a[href*='scalar.com'] { display: none !important; }";

    /// <summary>Maps the page.</summary>
    public static void MapApiPage(this IEndpointRouteBuilder routes) => routes
        .MapScalarApiReference("/docs", page =>
        {
            page.Title = "Judger";
            page.CustomCss = Css;
            (page.DefaultFonts, page.Telemetry, page.HideClientButton) = (false, false, true);
            page.ShowDeveloperTools = DeveloperToolsVisibility.Never;
            page.Agent = new() { Disabled = true };
            page.Mcp = new() { Disabled = true };
            page.DocumentDownloadType = DocumentDownloadType.Json;
            page.DefaultHttpClient = new(ScalarTarget.Shell, ScalarClient.Curl);
        })
        .WithMetadata(Access.Anybody)
        .Finally(endpoint =>
        {
            var show = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context =>
            {
                context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
                return show(context);
            };
        });
}
