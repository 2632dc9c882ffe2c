using System.Collections.Concurrent;
using Judger.Protocol.Errors;
using Judger.Server.Http.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Judger.Server.Http.Security;

/// <summary>
/// Lets a request through when its caller may use the endpoint. Every endpoint is covered: one without <see cref="Access"/> needs the admin scope.
/// </summary>
internal sealed class AccessGate(RequestDelegate next, HttpOptions options, ApiKeyring keyring, Origins origins)
{
    private readonly ConcurrentDictionary<string, int> _inFlight = new(StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext context)
    {
        var access = context.GetEndpoint()?.Metadata.GetMetadata<Access>() ?? Undeclared(context);
        if (access.Scope is { } scope)
        {
            Guard(context.Response.Headers, access);
            if (origins.Refusal(context.Request) is { } refusal)
            {
                await HttpErrors.WriteAsync(context, ErrorCodes.ForeignPage, refusal);
                return;
            }

            if (Caller.Of(context.Request, keyring) is not { } caller)
            {
                context.Response.Headers.WWWAuthenticate = access.IsPage ? "Basic realm=\"Judger: the API key is the password\"" : "Bearer";
                await HttpErrors.WriteAsync(
                    context, ErrorCodes.InvalidApiKey, "The API key is missing or not known. Send it as \"Authorization: Bearer KEY\".");
                return;
            }

            if (!caller.May(scope))
            {
                await HttpErrors.WriteAsync(
                    context, ErrorCodes.MissingScope, $"This API key does not have the scope {scope}. Ask the operator for one that has it.");
                return;
            }

            context.Features.Set(caller);
            await CountedAsync(context, caller.Name ?? "");
            return;
        }

        await next(context);
    }

    // What a key opens is its holder's: neither browsers nor proxies keep it, and no other page shows it in a frame.
    private static void Guard(IHeaderDictionary headers, Access access)
    {
        headers.CacheControl = "private, no-store";
        if (!access.IsPage) return;
        headers.ContentSecurityPolicy = "frame-ancestors 'none'";
        headers.XFrameOptions = "DENY";
    }

    private async Task CountedAsync(HttpContext context, string holder)
    {
        if (_inFlight.AddOrUpdate(holder, 1, (_, count) => count + 1) > options.MaxConcurrentRequests)
        {
            Leave();
            context.Response.Headers.RetryAfter = "1";
            await HttpErrors.WriteAsync(
                context,
                ErrorCodes.TooManyRequests,
                $"This API key has {options.MaxConcurrentRequests} requests in flight, which is the limit. Wait for one of them to end.");
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            Leave();
        }

        void Leave() => _inFlight.AddOrUpdate(holder, 0, (_, count) => count - 1);
    }

    // At a path of the API without an endpoint there is nothing to guard: who may use the API is told what it has. An endpoint that names no scope stays shut.
    private static Access Undeclared(HttpContext context) =>
        context.GetEndpoint() is not RouteEndpoint && ApiPaths.IsApi(context.Request.Path) ? Access.Ask : Access.Admin;
}

/// <summary>What an endpoint demands of its caller.</summary>
/// <param name="Scope">The scope that the key must have; null for an endpoint that is open to everybody.</param>
/// <param name="IsPage">True for a page that people open in a browser, which then asks them for the key.</param>
internal sealed record Access(ApiScope? Scope, bool IsPage = false)
{
    public static readonly Access Anybody = new(Scope: null);
    public static readonly Access Ask = new(ApiScope.Ask);
    public static readonly Access Metrics = new(ApiScope.Metrics);
    public static readonly Access Admin = new(ApiScope.Admin);
    public static readonly Access AdminPage = new(ApiScope.Admin, IsPage: true);
}
