using Judger.Experts.OpenAI;
using Judger.Server.Http.Security;

namespace Judger.Server.Tests.Http;

/// <summary>Where an expert is and what its server says is the operator's knowledge; others hear the kind of failure.</summary>
public sealed class ExpertFailureTests
{
    // Nothing listens on this port of this computer.
    private const string Inside = "127.0.0.1:9";
    private const string General = "The expert could not be reached, or failed on its side. Ask again later, or ask another expert.";
    private static readonly string Key = ApiKeyHash.NewKey();
    private static readonly string Admin = ApiKeyHash.NewKey();

    [Theory]
    [InlineData("wait")]
    [InlineData("stream")]
    public async Task Others_than_admins_hear_the_kind_of_failure(string mode)
    {
        await using var silo = await StartAsync();

        var text = await AskAsync(silo, mode, Key);

        Assert.Contains("\"unreachable\"", text, StringComparison.Ordinal);
        Assert.Contains(General, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Inside, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_record_keeps_the_whole_for_admins()
    {
        await using var silo = await StartAsync();

        Assert.Contains(Inside, await AskAsync(silo, "wait", Admin), StringComparison.Ordinal);
        Assert.Contains(Inside, await AskAsync(silo, "stream", Admin), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_keys_everybody_is_the_operator()
    {
        await using var silo = await StartAsync(hasKeys: false);

        Assert.Contains(Inside, await AskAsync(silo, "wait", key: null), StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(HttpSilo silo, string mode, string? key)
    {
        using var response = await silo.PostAsync(silo.Question(("expert", "inner"), ("policy", "always"), ("mode", mode), ("final_choice", true)), key);
        Assert.Equal(200, (int)response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static Task<HttpSilo> StartAsync(bool hasKeys = true) => HttpSilo.StartAsync(options =>
    {
        options.Experts = [new OpenAIExpertOptions { Name = "inner", Model = "m", Endpoint = $"http://{Inside}/v1", Limits = new() { Attempts = 1 } }];
        if (!hasKeys) return;
        options.Http.ApiKeys =
        [
            new() { Name = "someone", Sha256 = ApiKeyHash.Of(Key) }, new() { Name = "operator", Sha256 = ApiKeyHash.Of(Admin), Scopes = [ApiScope.Admin] },
        ];
    });
}
