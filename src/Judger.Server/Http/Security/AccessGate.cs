using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Judger.Server;

/// <summary>
/// Lets a request through that may have what it asks for. Every endpoint is covered: one that says nothing of itself wants the admin scope.
/// </summary>
internal sealed class AccessGate(RequestDelegate next, HttpSettings settings)
{
    private static readonly string[] Local = ["localhost", "127.0.0.1", "[::1]"];

    private readonly ConcurrentDictionary<string, int> _inFlight = new(StringComparer.Ordinal);

    public async Task InvokeAsync(HttpContext context)
    {
        var access = context.GetEndpoint()?.Metadata.GetMetadata<Access>() ?? Access.Admin;
        if (access.Scope is { } scope)
        {
            if (IsForeignPage(context.Request))
            {
                await HttpErrors.WriteAsync(context, 403, "foreign_page", "A page of another origin may not ask; serve the page from this server, or call from a program.");
                return;
            }

            if (Caller.Of(context.Request, settings) is not { } caller)
            {
                context.Response.Headers.WWWAuthenticate = access.IsPage ? "Basic realm=\"Judger: the API key is the password\"" : "Bearer";
                await HttpErrors.WriteAsync(context, 401, "invalid_api_key", "The API key is missing or not known; give it as \"Authorization: Bearer KEY\".");
                return;
            }

            if (!caller.May(scope))
            {
                await HttpErrors.WriteAsync(context, 403, "missing_scope", $"This key has not the scope {scope}; ask the operator for one that has.");
                return;
            }

            context.Features.Set(caller);
            await CountedAsync(context, caller.Name ?? "");
            return;
        }

        await next(context);
    }

    private async Task CountedAsync(HttpContext context, string holder)
    {
        if (_inFlight.AddOrUpdate(holder, 1, (_, count) => count + 1) > settings.MaxConcurrentRequests)
        {
            Leave();
            context.Response.Headers.RetryAfter = "1";
            await HttpErrors.WriteAsync(context, 429, "too_many_requests", $"{settings.MaxConcurrentRequests} requests of this key are in flight; wait for one of them.");
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

    // A browser sends requests of any page it shows, also to loopback; without keys the page would be let in. The host is looked at for pages whose name
    // was made to point here.
    private bool IsForeignPage(HttpRequest request)
    {
        if (settings.ApiKeys.Count == 0 && settings.IsLoopbackOnly && !Local.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase)) return true;
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>What an endpoint wants of who calls it.</summary>
/// <param name="Scope">The scope of the key; null for anybody.</param>
/// <param name="IsPage">Whether people open it in a browser, which asks them for the key.</param>
internal sealed record Access(ApiScope? Scope, bool IsPage = false)
{
    public static readonly Access Anybody = new(Scope: null);
    public static readonly Access Ask = new(ApiScope.Ask);
    public static readonly Access Metrics = new(ApiScope.Metrics);
    public static readonly Access Admin = new(ApiScope.Admin);
    public static readonly Access AdminPage = new(ApiScope.Admin, IsPage: true);
}
