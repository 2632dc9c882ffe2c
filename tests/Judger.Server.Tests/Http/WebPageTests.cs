using System.Net;
using System.Text;
using Judger.Server.Http.Security;
using Judger.Server.Web;

namespace Judger.Server.Tests.Http;

/// <summary>The web page's files as they are served.</summary>
public sealed class WebPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/", "text/html; charset=utf-8", "<!doctype html>")]
    [InlineData("/web/style.css", "text/css; charset=utf-8", ":root")]
    [InlineData("/web/app.js", "text/javascript; charset=utf-8", "import")]
    [InlineData("/web/favicon.svg", "image/svg+xml", "<svg")]
    public async Task Its_files_are_what_they_say_and_run_nothing_of_others(string path, string type, string start)
    {
        await using var silo = await HttpSilo.StartAsync();

        using var response = await silo.SendAsync(HttpMethod.Get, path);
        var text = await response.Content.ReadAsStringAsync(Token);

        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        Assert.StartsWith(start, text, StringComparison.Ordinal);
        Assert.Equal(
            "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Header(response, "Content-Security-Policy"));
        Assert.Equal(
            ("nosniff", "no-referrer", "no-cache"),
            (Header(response, "X-Content-Type-Options"), Header(response, "Referrer-Policy"), Header(response, "Cache-Control")));
        Assert.Equal(Encoding.UTF8.GetByteCount(text), response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task It_names_only_files_that_are_served()
    {
        await using var silo = await HttpSilo.StartAsync();
        var page = await silo.Client.GetStringAsync("/", Token);
        var named = page.Split('"').Where(part => part.StartsWith("/web/", StringComparison.Ordinal)).Distinct().ToArray();

        Assert.Contains("/web/app.js", named);
        foreach (var path in named) Assert.Equal(HttpStatusCode.OK, (await silo.SendAsync(HttpMethod.Get, path)).StatusCode);
        Assert.Equal(named.Select(path => path["/web/".Length..]).Append("index.html").Order(), WebFile.All().Select(file => file.Name).Order());
    }

    [Fact]
    public async Task A_file_that_is_known_is_not_sent_again()
    {
        await using var silo = await HttpSilo.StartAsync();
        var tag = (await silo.SendAsync(HttpMethod.Get, "/web/app.js")).Headers.ETag!;

        using var known = await silo.SendAsync(HttpMethod.Get, "/web/app.js", headers: headers => headers.IfNoneMatch.Add(tag));
        using var changed = await silo.SendAsync(HttpMethod.Get, "/web/app.js", headers: headers => headers.IfNoneMatch.Add(new("\"other\"")));

        Assert.False(tag.IsWeak);
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (known.StatusCode, changed.StatusCode));
        Assert.Empty(await known.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Its_head_has_the_headers_alone()
    {
        await using var silo = await HttpSilo.StartAsync();
        var page = await silo.Client.GetByteArrayAsync("/", Token);

        using var head = await silo.SendAsync(HttpMethod.Head, "/");

        Assert.Equal((HttpStatusCode.OK, page.Length), (head.StatusCode, (int)head.Content.Headers.ContentLength!));
        Assert.Equal("nosniff", Header(head, "X-Content-Type-Options"));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
    }

    [Theory]
    [InlineData("/web/none.js")]
    [InlineData("/web/")]
    [InlineData("/web/index.html")]
    [InlineData("/web/%2e%2e/appsettings.json")]
    [InlineData("/web/..%2fJudger.Server.dll")]
    [InlineData("/index.html")]
    public async Task What_is_no_file_of_it_is_not_found(string path)
    {
        await using var silo = await HttpSilo.StartAsync();

        Assert.Equal("not_found", await (await silo.SendAsync(HttpMethod.Get, path)).ProblemAsync(404));
    }

    [Fact]
    public async Task It_is_read_only()
    {
        await using var silo = await HttpSilo.StartAsync();

        Assert.Equal("method_not_allowed", await (await silo.SendAsync(HttpMethod.Post, "/", new StringContent(""))).ProblemAsync(405));
    }

    [Fact]
    public async Task It_needs_no_key_where_the_api_does()
    {
        await using var silo = await HttpSilo.StartAsync(
            options => options.Http.ApiKeys = [new() { Name = "mine", Sha256 = ApiKeyHash.Of(ApiKeyHash.NewKey()), Scopes = [ApiScope.Ask] }]);

        Assert.All(
            await Task.WhenAll(WebFile.All().Select(file => silo.SendAsync(HttpMethod.Get, file.Name == "index.html" ? "/" : $"/web/{file.Name}"))),
            response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Equal("invalid_api_key", await (await silo.PostAsync(silo.Question())).ProblemAsync(401));
        Assert.Equal("invalid_api_key", await (await silo.SendAsync(HttpMethod.Get, "/v1/scenes/1")).ProblemAsync(401));
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
