using Judger.Server.Http.Security;

namespace Judger.Server.Tests.Http;

/// <summary>The list of experts over HTTP.</summary>
public sealed class ExpertsTests
{
    [Fact]
    public async Task It_names_the_built_in_experts_and_the_configured_ones_in_order_and_nothing_else_of_them()
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Experts =
        [
            new() { Name = "strict", Endpoint = new("http://127.0.0.1:1"), Model = "secret-model" },
            new() { Name = "careful", Endpoint = new("http://127.0.0.1:1"), Model = "secret-model" },
        ]);

        var told = await (await silo.SendAsync(HttpMethod.Get, "/v1/experts")).JsonAsync();

        Assert.Equal(["data"], told.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            [("self", true), ("reference", true), ("careful", false), ("strict", false)],
            told.GetProperty("data").EnumerateArray().Select(expert => (expert.GetProperty("id").GetString()!, expert.GetProperty("built_in").GetBoolean())));
        Assert.All(told.GetProperty("data").EnumerateArray(), expert => Assert.Equal(2, expert.EnumerateObject().Count()));
    }

    [Fact]
    public async Task It_needs_a_key_where_questions_do()
    {
        await using var silo = await HttpSilo.StartAsync(
            options => options.Http.ApiKeys = [new() { Name = "mine", Sha256 = ApiKeyHash.Of(ApiKeyHash.NewKey()), Scopes = [ApiScope.Ask] }]);

        Assert.Equal("invalid_api_key", await (await silo.SendAsync(HttpMethod.Get, "/v1/experts")).ProblemAsync(401));
    }
}
