using System.Net;
using Judger.Server.Http;
using Judger.Server.Http.Remote;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Judger.Server.Tests.Http.Remote;

/// <summary>Images fetched from a host on loopback, which a test declares public.</summary>
public sealed class RemoteImagesTests : IAsyncLifetime
{
    private const string Host = "pictures.example";
    private static readonly byte[] Bytes = [1, 2, 3, 4];

    private readonly List<string> _resolved = [];
    private WebApplication _app = null!;
    private int _port;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(async context =>
        {
            switch (context.Request.Path.Value)
            {
                case "/a.png": await context.Response.Body.WriteAsync(Bytes); break;
                case "/away": context.Response.Redirect($"http://{Host}:{_port}/a.png"); break;
                case "/inside": context.Response.Redirect("http://inside.example/a.png"); break;
                case "/file": context.Response.Redirect("file:///etc/passwd"); break;
                case "/round": context.Response.Redirect("/round"); break;
                case "/large": for (var i = 0; i < 100; i++) await context.Response.Body.WriteAsync(new byte[1000]); break;
                case "/slow": await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); break;
                default: context.Response.StatusCode = 404; break;
            }
        });
        await _app.StartAsync();
        _port = new Uri(_app.Urls.Single()).Port;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("/a.png")]
    [InlineData("/away")]
    public async Task An_allowed_hosts_image_is_fetched_also_over_a_redirect(string path)
    {
        using var images = New();

        Assert.Equal(Bytes, await images.FetchAsync($"http://{Host}:{_port}{path}", Token));
        Assert.All(_resolved, host => Assert.Equal(Host, host));
    }

    [Theory]
    [InlineData("/inside", "inside.example")]
    [InlineData("/file", "file")]
    [InlineData("/round", "redirects more than")]
    [InlineData("/large", "more than 5,000 bytes")]
    [InlineData("/slow", "within 0.5 s")]
    [InlineData("/none", "404")]
    public async Task What_leads_elsewhere_is_too_large_or_too_slow_is_refused(string path, string why) =>
        await RefusedAsync($"http://{Host}:{{0}}{path}", why);

    [Theory]
    [InlineData("https://other.example/a.png", "other.example")]
    [InlineData("http://pictures.example/a.png", "pictures.example")]
    [InlineData("http://user:word@pictures.example:{0}/a.png", "user name")]
    [InlineData("ftp://pictures.example:{0}/a.png", "ftp")]
    [InlineData("http://pictures.example.evil.example:{0}/a.png", "evil")]
    [InlineData("a.png", "The image's URL is not valid")]
    public async Task What_is_not_allowed_is_not_even_resolved(string address, string why)
    {
        await RefusedAsync(address, why);

        Assert.Empty(_resolved);
    }

    [Fact]
    public async Task A_name_that_leads_inside_is_refused_also_when_one_of_its_addresses_is_public()
    {
        foreach (var addresses in new[] { new[] { "127.0.0.1" }, ["8.8.8.8", "10.0.0.1"], ["::ffff:169.254.169.254"] })
        {
            using var images = new RemoteImages(Options(), (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()), PublicAddresses.Contains);

            var exception = await Assert.ThrowsAsync<ImageRejectedException>(() => images.FetchAsync($"http://{Host}:{_port}/a.png", Token));

            Assert.Contains("its IP address is not public", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nothing_is_fetched_unless_it_is_configured()
    {
        using var images = new RemoteImages(new HttpOptions());

        var exception = await Assert.ThrowsAsync<ImageRejectedException>(() => images.FetchAsync("https://example.com/a.png", Token));

        Assert.Contains("data URL", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*.example.com", "https://a.example.com/", true)]
    [InlineData("*.example.com", "https://example.com/", false)]
    [InlineData("*.example.com", "https://a.example.com:8443/", false)]
    [InlineData("example.com:8443", "https://example.com:8443/", true)]
    [InlineData("EXAMPLE.com", "https://example.com/", true)]
    public void Hosts_are_allowed_by_name_and_port(string allowed, string url, bool isAllowed) =>
        Assert.Equal(isAllowed, new RemoteImageOptions { AllowedHosts = [allowed] }.Allows(new(url)));

    [Theory]
    [InlineData("https://example.com")]
    [InlineData("example.com/path")]
    [InlineData("*")]
    [InlineData("")]
    public void A_list_with_something_else_than_hosts_is_an_error(string host) => Assert.Contains(
        new RemoteImageOptions { AllowedHosts = [host] }.Errors(),
        error => error.StartsWith("Http:RemoteImages:AllowedHosts", StringComparison.Ordinal));

    private async Task RefusedAsync(string address, string why)
    {
        using var images = New();

        var exception = await Assert.ThrowsAsync<ImageRejectedException>(
            () => images.FetchAsync(address.Replace("{0}", $"{_port}", StringComparison.Ordinal), Token));

        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
    }

    private RemoteImageOptions Options() => new()
    {
        AllowedHosts = [$"{Host}:{_port}"],
        AllowHttp = true,
        MaxBytes = 5000,
        Timeout = TimeSpan.FromSeconds(0.5),
    };

    private RemoteImages New() => new(Options(), Resolve, _ => true);

    private Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken)
    {
        _resolved.Add(host);
        return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
    }
}
