using System.Net.Http.Json;
using System.Text;
using Judger.Server.Configuration;
using Judger.Server.Http;
using Judger.Server.Http.Security;

namespace Judger.Server.Tests.Http;

/// <summary>Who may ask.</summary>
public sealed class AccessTests
{
    private static readonly string Key = ApiKeyHash.NewKey();
    private static readonly string Other = ApiKeyHash.NewKey();

    [Fact]
    public async Task Without_a_known_key_nothing_but_health_answers()
    {
        await using var silo = await WithKeysAsync();

        Assert.All(
            await Task.WhenAll(new[] { null, "jk-wrong", Key[..^1], Key + "0" }.SelectMany(key => new[]
            {
                silo.PostAsync(silo.Question(), key),
                silo.SendAsync(HttpMethod.Get, "/v1/questions/x", key: key),
                silo.SendAsync(HttpMethod.Get, "/nowhere", key: key),
            })),
            response => Assert.Equal(401, (int)response.StatusCode));
        Assert.Equal("Bearer", (await silo.PostAsync(silo.Question())).Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(200, (int)(await silo.SendAsync(HttpMethod.Get, "/health/live")).StatusCode);
    }

    [Fact]
    public async Task A_key_asks_in_either_header()
    {
        await using var silo = await WithKeysAsync();

        await (await silo.PostAsync(silo.Question(), Key)).JsonAsync();
        await (await silo.SendAsync(
            HttpMethod.Post, "/v1/questions", JsonContent.Create(silo.Question()), headers: headers => headers.Add("X-Api-Key", Key))).JsonAsync();
    }

    [Fact]
    public async Task A_key_that_is_not_ASCII_is_known_by_its_UTF_8()
    {
        const string Umlaut = "schlüssel";
        await using var silo = await HttpSilo.StartAsync(options => options.Http.ApiKeys = [new() { Name = "a", Sha256 = ApiKeyHash.Of(Umlaut) }]);
        async Task<int> StatusAsync(Encoding encoding, string name = "X-Api-Key", string value = Umlaut)
        {
            using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => encoding };
            using var client = new HttpClient(handler) { BaseAddress = silo.Address };
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/questions/none");
            request.Headers.TryAddWithoutValidation(name, value);
            return (int)(await client.SendAsync(request, TestContext.Current.CancellationToken)).StatusCode;
        }

        Assert.Equal((404, 401), (await StatusAsync(Encoding.UTF8), await StatusAsync(Encoding.Latin1)));
        Assert.Equal(404, await StatusAsync(Encoding.UTF8, "Authorization", $"Bearer {Umlaut}"));
        Assert.Equal(404, await StatusAsync(Encoding.UTF8, "Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"me:{Umlaut}"))}"));
    }

    [Fact]
    public async Task Holders_do_not_see_one_anothers_questions()
    {
        await using var silo = await WithKeysAsync();
        var mine = await (await silo.PostAsync(silo.Question(("id", "q")), Key)).JsonAsync();

        Assert.Equal("not_found", await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/q", key: Other)).ProblemAsync(404));
        Assert.Equal("not_found", await (await silo.SendAsync(HttpMethod.Delete, "/v1/questions/q", key: Other)).ProblemAsync(404));

        // The same id is theirs to use.
        await (await silo.PostAsync(silo.Question(("id", "q"), ("question", "Another?")), Other)).JsonAsync();
        Assert.Equal("q", mine.GetProperty("id").GetString());
        Assert.Equal(mine.ToString(), (await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/q", key: Key)).JsonAsync()).ToString());
    }

    [Fact]
    public async Task What_nobody_has_opened_wants_the_admin_scope()
    {
        await using var silo = await WithKeysAsync();

        Assert.Equal("missing_scope", await (await silo.SendAsync(HttpMethod.Get, "/nowhere", key: Key)).ProblemAsync(403));
        Assert.Equal("not_found", await (await silo.SendAsync(HttpMethod.Get, "/nowhere", key: Other)).ProblemAsync(404));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Host", "evil.example")]
    public async Task A_foreign_page_may_not_ask_on_loopback(string header, string value)
    {
        await using var silo = await HttpSilo.StartAsync();

        using var response = await silo.SendAsync(
            HttpMethod.Post, "/v1/questions", JsonContent.Create(silo.Question()), headers: headers => headers.TryAddWithoutValidation(header, value));

        Assert.Equal("foreign_page", await response.ProblemAsync(403));
    }

    [Fact]
    public async Task One_holder_does_not_take_all_places()
    {
        await using var silo = await WithKeysAsync(options => options.Http.MaxConcurrentRequests = 2, stepMilliseconds: 200);
        var running = Enumerable.Range(0, 2).Select(_ => silo.PostAsync(silo.Question(), Key)).ToList();
        await Poll.UntilAsync(async () => await silo.RunningAsync() >= 2, "both questions run");

        using var refused = await silo.PostAsync(silo.Question(), Key);

        Assert.Equal(("too_many_requests", "1"), (await refused.ProblemAsync(429), refused.Headers.GetValues("Retry-After").Single()));
        await (await silo.PostAsync(silo.Question(), Other)).JsonAsync();
        foreach (var task in running) await (await task).JsonAsync();
        await (await silo.PostAsync(silo.Question(), Key)).JsonAsync();
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080", "without keys")]
    [InlineData("http://*:8080", "without keys")]
    [InlineData("http://192.168.1.5:8080", "without keys")]
    [InlineData("https://127.0.0.1:8443", "CertificateFile")]
    [InlineData("127.0.0.1:8080", "such as")]
    [InlineData("http://127.0.0.1:8080/base", "such as")]
    public void It_does_not_start_where_others_can_reach_it_without_keys(string url, string part)
    {
        var errors = new JudgerOptions { Http = new() { Urls = [url] } }.Errors();

        Assert.Contains(part.Replace("without keys", "there are no keys", StringComparison.Ordinal), Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://[::1]:8080")]
    [InlineData("http://localhost:0")]
    public void Loopback_needs_no_keys(string url) => Assert.Empty(new JudgerOptions { Http = new() { Urls = [url] } }.Errors());

    [Fact]
    public void Others_may_reach_it_with_keys_or_when_anybody_may() =>
        Assert.All(
            [new HttpOptions { Urls = ["http://0.0.0.0:80"], AllowAnonymous = true },
                new HttpOptions { Urls = ["http://0.0.0.0:80"], ApiKeys = [new() { Name = "a", Sha256 = ApiKeyHash.Of("k") }] }],
            settings => Assert.Empty(new JudgerOptions { Http = settings }.Errors()));

    [Fact]
    public void A_key_that_is_not_a_hash_is_refused() =>
        Assert.Equal(
            ["Http:ApiKeys:0:Sha256 is not a SHA-256 digest (64 hexadecimal digits); make one with judger key."],
            new JudgerOptions { Http = new() { Urls = ["http://127.0.0.1:0"], ApiKeys = [new() { Name = "a", Sha256 = Key }] } }.Errors());

    private static Task<HttpSilo> WithKeysAsync(Action<JudgerOptions>? configure = null, double stepMilliseconds = 1) => HttpSilo.StartAsync(
        options =>
        {
            options.Http.ApiKeys =
            [
                new() { Name = "mine", Sha256 = ApiKeyHash.Of(Key), Scopes = [ApiScope.Ask] },
                new() { Name = "other", Sha256 = ApiKeyHash.Of(Other), Scopes = [ApiScope.Ask, ApiScope.Admin] },
            ];
            configure?.Invoke(options);
        },
        stepMilliseconds);
}
