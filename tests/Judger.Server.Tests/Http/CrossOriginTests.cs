using System.Net.Http.Json;
using Judger.Server.Http.Security;

namespace Judger.Server.Tests.Http;

/// <summary>Pages of other origins (https://fetch.spec.whatwg.org/#http-cors-protocol).</summary>
public sealed class CrossOriginTests
{
    private const string App = "https://app.example";

    [Fact]
    public async Task An_allowed_page_asks_and_reads_the_answer_and_the_error()
    {
        var key = ApiKeyHash.NewKey();
        await using var silo = await HttpSilo.StartAsync(options =>
        {
            options.Http.AllowedOrigins = [App];
            options.Http.ApiKeys = [new() { Name = "page", Sha256 = ApiKeyHash.Of(key) }];
        });

        using var preflight = await PreflightAsync(silo, App);
        using var answer = await silo.SendAsync(
            HttpMethod.Post, "/v1/questions", JsonContent.Create(silo.Question()), key, headers => headers.Add("Origin", App));
        using var error = await silo.SendAsync(HttpMethod.Get, "/v1/models", headers: headers => headers.Add("Origin", App));

        Assert.Equal(204, (int)preflight.StatusCode);
        Assert.Equal(App, Header(preflight, "Access-Control-Allow-Origin"));
        Assert.Equal("authorization,content-type", Header(preflight, "Access-Control-Allow-Headers"));
        Assert.Contains("POST", Header(preflight, "Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Equal("What is it?", (await answer.JsonAsync()).GetProperty("question").GetString());
        Assert.Equal(401, (int)error.StatusCode);
        Assert.All([answer, error], response => Assert.Equal(App, Header(response, "Access-Control-Allow-Origin")));
        Assert.Contains("Retry-After", Header(answer, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_not_allowed_is_refused()
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Http.AllowedOrigins = [App]);

        using var preflight = await PreflightAsync(silo, "https://evil.example");
        using var asked = await silo.SendAsync(
            HttpMethod.Post, "/v1/questions", JsonContent.Create(silo.Question()), headers: headers => headers.Add("Origin", "https://evil.example"));

        Assert.All([preflight, asked], response => Assert.False(response.Headers.Contains("Access-Control-Allow-Origin")));
        Assert.Equal("foreign_page", await asked.ProblemAsync(403));
    }

    [Fact]
    public async Task Nobody_is_allowed_by_default()
    {
        await using var silo = await HttpSilo.StartAsync();

        using var preflight = await PreflightAsync(silo, App);

        Assert.Equal("foreign_page", await preflight.ProblemAsync(403));
        Assert.False(preflight.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static Task<HttpResponseMessage> PreflightAsync(HttpSilo silo, string origin) =>
        silo.SendAsync(HttpMethod.Options, "/v1/questions", headers: headers =>
        {
            headers.Add("Origin", origin);
            headers.Add("Access-Control-Request-Method", "POST");
            headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        });

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
