using Judger.Server.Http.Security;

namespace Judger.Server.Tests.Http;

/// <summary>Paths that clients try, and what every response has.</summary>
public sealed class PathTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/models/org/llava-7b")]
    [InlineData("/v1/models/org%2Fllava-7b")]
    [InlineData("/v1/models/org%2fllava-7b")]
    public async Task A_model_whose_name_has_a_slash_is_found(string path)
    {
        await using var silo = await HttpSilo.StartAsync(options =>
            options.Slots[0].Simulated = options.Slots[0].Simulated! with { Name = "org/llava-7b" });

        var model = await (await silo.SendAsync(HttpMethod.Get, path)).JsonAsync();

        Assert.Equal(("org/llava-7b", "model"), (model.GetProperty("id").GetString(), model.GetProperty("object").GetString()));
        var error = (await (await silo.SendAsync(HttpMethod.Get, "/v1/models/org")).JsonAsync(404)).GetProperty("error");
        Assert.Equal("model_not_found", error.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("GET", "/v1/assistants", 404, "not_found")]
    [InlineData("POST", "/v1/embeddings", 404, "not_found")]
    [InlineData("POST", "/v1/chat/completions/x", 404, "not_found")]
    [InlineData("GET", "/v1", 404, "not_found")]
    [InlineData("GET", "/v1/chat/completions", 405, "method_not_allowed")]
    [InlineData("DELETE", "/v1/models/simulated", 405, "method_not_allowed")]
    public async Task What_the_api_does_not_have_is_told_in_OpenAIs_form_also_to_the_holder_of_a_key(string method, string path, int status, string code)
    {
        var key = ApiKeyHash.NewKey();
        await using var silo = await HttpSilo.StartAsync(options => options.Http.ApiKeys = [new() { Name = "k", Sha256 = ApiKeyHash.Of(key) }]);

        using var response = await silo.SendAsync(new(method), path, key: key);
        using var stranger = await silo.SendAsync(new(method), path);

        var error = (await response.JsonAsync(status)).GetProperty("error");
        Assert.Equal((code, "invalid_request_error"), (error.GetProperty("code").GetString(), error.GetProperty("type").GetString()));
        Assert.Equal("invalid_api_key", (await stranger.JsonAsync(401)).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_path_that_is_not_there_names_those_that_are()
    {
        await using var silo = await HttpSilo.StartAsync();

        var message = (await (await silo.SendAsync(HttpMethod.Post, "/v1/assistants")).JsonAsync(404)).GetProperty("error").GetProperty("message").GetString()!;

        Assert.StartsWith("There is nothing at /v1/assistants. The API has ", message, StringComparison.Ordinal);
        Assert.All(
            ["POST /v1/chat/completions", "POST /v1/responses", "GET /v1/models,", "GET /v1/models/{model}", "POST /v1/questions,", "PUT /v1/images/{digest}"],
            path => Assert.Contains(path, message, StringComparison.Ordinal));
        Assert.DoesNotContain("health", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_products_own_api_keeps_its_own_form()
    {
        await using var silo = await HttpSilo.StartAsync();

        Assert.Equal("not_found", await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/q/nothing")).ProblemAsync(404));
        Assert.Equal("method_not_allowed", await (await silo.SendAsync(HttpMethod.Put, "/v1/questions")).ProblemAsync(405));
        Assert.Equal("not_found", await (await silo.SendAsync(HttpMethod.Get, "/nowhere")).ProblemAsync(404));
    }

    [Fact]
    public async Task Health_and_version_are_where_load_balancers_look_for_them_and_need_no_key()
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Http.ApiKeys = [new() { Name = "k", Sha256 = ApiKeyHash.Of("k") }]);
        await using var gateway = await HttpSilo.StartAsync(options => options.Slots = []);

        Assert.Equal("ready", await silo.Client.GetStringAsync("/health", Token));
        Assert.Equal(503, (int)(await gateway.SendAsync(HttpMethod.Get, "/health")).StatusCode);
        var version = (await (await silo.SendAsync(HttpMethod.Get, "/version")).JsonAsync()).GetProperty("version").GetString();
        Assert.Equal(typeof(ApiKeyHash).Assembly.GetName().Version!.ToString(3), version);
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/v1/nothing")]
    [InlineData("/health/live")]
    [InlineData("/")]
    public async Task Every_response_has_a_request_id_the_clients_own_where_it_is_sane(string path)
    {
        await using var silo = await HttpSilo.StartAsync();

        Assert.Equal("my-id_1.2:3/4", await IdAsync("my-id_1.2:3/4"));
        var made = await IdAsync(null);
        Assert.Matches("^req_[0-9a-f]{32}$", made);
        Assert.NotEqual(made, await IdAsync(null));
        Assert.All(
            await Task.WhenAll(new[] { "a b", "<script>", new string('x', 129), "a,b" }.Select(IdAsync)), id => Assert.Matches("^req_[0-9a-f]{32}$", id));

        async Task<string> IdAsync(string? given)
        {
            using var response = await silo.SendAsync(HttpMethod.Get, path, headers: headers =>
            {
                if (given is not null) headers.TryAddWithoutValidation("x-request-id", given);
            });
            return Assert.Single(response.Headers.GetValues("x-request-id"));
        }
    }

    [Fact]
    public async Task A_refused_request_has_its_id_too()
    {
        await using var silo = await HttpSilo.StartAsync();

        using var refused = await silo.SendAsync(HttpMethod.Post, "/v1/chat/completions", new StringContent("{", null, "application/json"));

        Assert.Equal("invalid_json", (await refused.JsonAsync(400)).GetProperty("error").GetProperty("code").GetString());
        Assert.StartsWith("req_", refused.Headers.GetValues("x-request-id").Single(), StringComparison.Ordinal);
    }
}
