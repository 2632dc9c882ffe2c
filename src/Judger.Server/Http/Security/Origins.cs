using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Server.Http.Security;

/// <summary>
/// Which pages may call the server from a browser: its own, also behind a proxy, and those of allowed origins. A browser sends the requests of any page that it
/// shows, also to loopback; without keys they would be let in.
/// </summary>
internal sealed class Origins
{
    private const string SameOrigin = "same-origin";
    private static readonly string[] Local = ["localhost", "127.0.0.1", "[::1]"];

    private readonly HashSet<string> _allowed = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string>? _hosts;

    public Origins(HttpOptions options)
    {
        _allowed.UnionWith(options.AllowedOrigins.Select(origin => WebOrigin.Of(origin)!));
        if (options.PublicUrl is { } url) _allowed.Add(WebOrigin.Of(url)!);

        // The host name matters where neither key nor network keeps a page out: a foreign page's name can be made to resolve to this server.
        if (options.NeedsKey || !options.IsLoopbackOnly) return;
        _hosts = new(Local, StringComparer.OrdinalIgnoreCase);
        if (options.PublicUrl is { } known) _hosts.Add(WebOrigin.HostOf(known));
    }

    /// <summary>Why the page that sent a request may not; null where it may, or where no page sent it.</summary>
    public string? Refusal(HttpRequest request)
    {
        var host = request.HttpContext.Features.Get<ReceivedHost>()?.Value ?? request.Host;
        if (_hosts is not null && !_hosts.Contains(host.Host))
        {
            return $"Without API keys this server answers to localhost and to the host of Http:PublicUrl only, not to {host.Host}. Set Http:PublicUrl to the "
                + "URL under which people reach it.";
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 || origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase) || _allowed.Contains(origin))
            return null;

        // Only the browser itself can write this header, and it knows the server by the name that the page has, whatever proxies make of it.
        if (request.Headers["Sec-Fetch-Site"].ToString() == SameOrigin) return null;
        return $"Pages of another origin ({origin}) may not call this server. Serve the page from this server, call from a program, or have the operator add "
            + "the origin to Http:AllowedOrigins. If it is this server's own page behind a proxy, set Http:PublicUrl.";
    }

    /// <summary>Adds what <see cref="Use"/> needs.</summary>
    public static void Add(IServiceCollection services, HttpOptions options)
    {
        services.AddSingleton(new Origins(options));
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. options.AllowedOrigins.Select(origin => WebOrigin.Of(origin)!)])
            .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete)
            .AllowAnyHeader()
            .WithExposedHeaders("Location", "Retry-After", "WWW-Authenticate", RequestIds.Header)
            .SetPreflightMaxAge(TimeSpan.FromHours(1))));
    }

    /// <summary>Believes trusted proxies, and answers the preflight requests of allowed origins.</summary>
    public static void Use(IApplicationBuilder app, HttpOptions options)
    {
        if (options.TrustedProxies.Count > 0)
        {
            app.Use((context, next) =>
            {
                context.Features.Set(new ReceivedHost(context.Request.Host));
                return next(context);
            });
            app.UseForwardedHeaders(Forwarded(options));
        }

        if (options.AllowedOrigins.Count > 0) app.UseCors();
    }

    private static ForwardedHeadersOptions Forwarded(HttpOptions options)
    {
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,

            // As many as there are: each of them has to be trusted.
            ForwardLimit = null,
        };
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var proxy in options.TrustedProxies)
        {
            if (ProxyAddress.TryParse(proxy, out var network)) forwarded.KnownIPNetworks.Add(network);
        }

        return forwarded;
    }

    /// <summary>The host that a request had when it came: what a proxy says of it may as well be said by a page, on a computer that is its own proxy.</summary>
    private sealed record ReceivedHost(HostString Value);
}
