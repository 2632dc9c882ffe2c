using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Judger.Server.Configuration;
using Judger.Server.Http.Security;
using Judger.Tests.Shared;

namespace Judger.Server.Tests.Http;

/// <summary>The server's own page behind a proxy that ends TLS.</summary>
public sealed class ProxyTests
{
    private static readonly string Key = ApiKeyHash.NewKey();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_browser_says_that_the_page_is_the_servers_own_whatever_the_proxy_does_to_the_host(bool rewritesHost)
    {
        await using var proxy = new TlsProxy { RewritesHost = rewritesHost, Forwards = false };
        await using var silo = await StartAsync(proxy);

        Assert.Equal(200, await AskAsync(proxy, silo, ownPage: true));
    }

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("127.0.0.0/8", 200)]
    [InlineData("10.0.0.0/8", 403)]
    [InlineData("::1", 403)]
    [InlineData(null, 403)]
    public async Task The_headers_of_a_trusted_proxy_are_believed_and_no_others(string? trusted, int status)
    {
        await using var proxy = new TlsProxy { RewritesHost = true };
        await using var silo = await StartAsync(proxy, options => options.Http.TrustedProxies = trusted is null ? [] : [trusted]);

        Assert.Equal(status, await AskAsync(proxy, silo));
    }

    [Fact]
    public async Task The_public_url_is_the_servers_own()
    {
        await using var proxy = new TlsProxy { RewritesHost = true, Forwards = false };
        await using var silo = await StartAsync(proxy, options => options.Http.PublicUrl = proxy.Address.ToString());

        Assert.Equal(200, await AskAsync(proxy, silo));
        Assert.Equal(403, await AskAsync(proxy, silo, page: "https://evil.example"));
    }

    [Fact]
    public async Task A_page_of_another_origin_is_refused_behind_a_proxy_too()
    {
        await using var proxy = new TlsProxy();
        await using var silo = await StartAsync(proxy, options =>
        {
            options.Http.TrustedProxies = ["127.0.0.1"];
            options.Http.PublicUrl = proxy.Address.ToString();
        });

        Assert.Equal(403, await AskAsync(proxy, silo, page: "https://evil.example", site: "cross-site"));
        Assert.Equal(403, await AskAsync(proxy, silo, page: "https://evil.example", site: "same-site"));
        Assert.Equal(403, await AskAsync(proxy, silo, page: "null"));
    }

    // Somebody's page, whose name was made to resolve to loopback, sends what headers it likes to its own origin.
    [Fact]
    public async Task Without_keys_no_header_makes_up_for_a_foreign_host()
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Http.TrustedProxies = ["127.0.0.1"]);

        using var response = await silo.SendAsync(HttpMethod.Post, "/v1/questions", JsonContent.Create(silo.Question()), headers: headers =>
        {
            headers.Host = "evil.example";
            headers.Add("Origin", "http://evil.example");
            headers.Add("Sec-Fetch-Site", "same-origin");
            headers.Add("X-Forwarded-Host", "localhost");
            headers.Add("X-Original-Host", "localhost");
        });

        Assert.Equal("foreign_page", await response.ProblemAsync(403));
    }

    [Fact]
    public async Task Without_keys_the_host_of_the_public_url_is_answered()
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Http.PublicUrl = "https://judger.example");

        Assert.Equal(200, await FromAsync("judger.example"));
        Assert.Equal(200, await FromAsync("localhost"));
        Assert.Equal(403, await FromAsync("evil.example"));

        async Task<int> FromAsync(string host)
        {
            using var response = await silo.SendAsync(HttpMethod.Get, "/v1/models", headers: headers => headers.Host = host);
            return (int)response.StatusCode;
        }
    }

    [Fact]
    public async Task A_refusal_says_what_the_operator_can_do()
    {
        await using var silo = await HttpSilo.StartAsync();

        using var page = await silo.SendAsync(HttpMethod.Get, "/v1/questions/x", headers: headers => headers.Add("Origin", "https://app.example"));
        using var host = await silo.SendAsync(HttpMethod.Get, "/v1/questions/x", headers: headers => headers.Host = "judger.example");

        Assert.Equal(
            "Pages of another origin (https://app.example) may not call this server. Serve the page from this server, call from a program, or have the "
            + "operator add the origin to Http:AllowedOrigins. If it is this server's own page behind a proxy, set Http:PublicUrl.",
            (await page.JsonAsync(403)).GetProperty("detail").GetString());
        Assert.Contains("Set Http:PublicUrl", (await host.JsonAsync(403)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Http:TrustedProxies:0 is \"proxy.example\"; give an IP address or a network, such as 10.0.0.5 or 10.0.0.0/8.", "proxy.example", null, null)]
    [InlineData("Http:TrustedProxies:0 is \"10.0.0.0/33\"; give an IP address or a network, such as 10.0.0.5 or 10.0.0.0/8.", "10.0.0.0/33", null, null)]
    [InlineData("Http:PublicUrl is \"judger.example\"; give a URL without a path, such as https://judger.example.", null, "judger.example", null)]
    [InlineData("Http:PublicUrl is \"https://a.example/j\"; give a URL without a path, such as https://judger.example.", null, "https://a.example/j", null)]
    [InlineData("Http:AllowedOrigins:0 is \"*\"; give an origin such as https://app.example. There are no wildcards.", null, null, "*")]
    [InlineData(
        "Http:AllowedOrigins:0 is \"https://*.example\"; give an origin such as https://app.example. There are no wildcards.", null, null, "https://*.example")]
    public void What_is_wrong_with_the_configuration_is_told(string error, string? proxy, string? url, string? origin) => Assert.Equal(
        [error],
        new JudgerOptions
        {
            Http = new()
            {
                Urls = ["http://127.0.0.1:0"],
                TrustedProxies = proxy is null ? [] : [proxy],
                PublicUrl = url,
                AllowedOrigins = origin is null ? [] : [origin],
            },
        }.Errors());

    private static async Task<HttpSilo> StartAsync(TlsProxy proxy, Action<JudgerOptions>? configure = null)
    {
        var silo = await HttpSilo.StartAsync(options =>
        {
            options.Http.ApiKeys = [new() { Name = "page", Sha256 = ApiKeyHash.Of(Key) }];
            configure?.Invoke(options);
        });
        proxy.Target = silo.Address;
        return silo;
    }

    /// <summary>Asks as the page at the proxy's address does, or another one.</summary>
    private static async Task<int> AskAsync(TlsProxy proxy, HttpSilo silo, string? page = null, bool ownPage = false, string? site = null)
    {
        using var client = proxy.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/questions") { Content = JsonContent.Create(silo.Question()) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        request.Headers.Add("Origin", page ?? proxy.Address.GetLeftPart(UriPartial.Authority));
        if (ownPage || site is not null) request.Headers.Add("Sec-Fetch-Site", site ?? "same-origin");
        using var response = await client.SendAsync(request, Token);
        var body = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Token));
        if ((int)response.StatusCode == 403) Assert.Equal("foreign_page", body.GetProperty("code").GetString());
        else Assert.Equal("What is it?", body.GetProperty("question").GetString());
        return (int)response.StatusCode;
    }
}
