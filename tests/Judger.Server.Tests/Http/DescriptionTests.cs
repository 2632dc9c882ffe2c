using System.Text.RegularExpressions;
using Judger.Server.Http.Security;

namespace Judger.Server.Tests.Http;

/// <summary>The API's description.</summary>
public sealed partial class DescriptionTests : IAsyncLifetime
{
    private HttpSilo _silo = null!;

    public async ValueTask InitializeAsync() =>
        _silo = await HttpSilo.StartAsync(options => options.Http.ApiKeys = [new() { Name = "tests", Sha256 = ApiKeyHash.Of("k"), Scopes = [ApiScope.Ask] }]);

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task The_document_has_every_endpoint_and_the_records_members_as_they_are_written()
    {
        var document = await (await _silo.SendAsync(HttpMethod.Get, "/openapi/v1.json")).JsonAsync();

        var paths = document.GetProperty("paths");
        Assert.All(
            [
                "/v1/questions", "/v1/questions/{id}", "/v1/questions/{id}/events", "/v1/questions/{id}/overlay.png", "/v1/questions/{id}/crop.png",
                "/v1/images/{digest}", "/v1/chat/completions", "/v1/models", "/v1/experts", "/health/ready",
            ],
            path => Assert.True(paths.TryGetProperty(path, out _), path));
        var post = paths.GetProperty("/v1/questions").GetProperty("post");
        Assert.All(
            ["200", "202", "400", "409", "413", "429", "503"], status => Assert.True(post.GetProperty("responses").TryGetProperty(status, out _), status));
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.All(
            ["question", "image", "other_images", "budget_seconds", "reference_answer", "sampling"],
            member => Assert.True(schemas.GetProperty("QuestionBody").GetProperty("properties").TryGetProperty(member, out _), member));
        var sampling = schemas.GetProperty("AnswerOptionsJson").GetProperty("properties");
        Assert.All(
            ["top_k", "min_p", "frequency_penalty", "presence_penalty", "repetition_penalty", "top_logprobs"],
            member => Assert.True(sampling.TryGetProperty(member, out _), member));
        Assert.Equal("number", sampling.GetProperty("logit_bias").GetProperty("additionalProperties").GetProperty("type").GetString());
        Assert.True(schemas.GetProperty("QuestionJson").GetProperty("properties").TryGetProperty("answered_by", out _));
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("ApiKey").GetProperty("scheme").GetString());
    }

    [Fact]
    public async Task The_page_loads_nothing_from_another_host()
    {
        using var response = await _silo.SendAsync(HttpMethod.Get, "/docs/");
        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode, html);
        var loaded = Loaded().Matches(html).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(loaded);
        Assert.DoesNotContain(loaded, address => address.Contains("//", StringComparison.Ordinal));
        foreach (var address in loaded.Where(address => !address.StartsWith("data:", StringComparison.Ordinal)))
        {
            using var part = await _silo.SendAsync(HttpMethod.Get, new Uri(new Uri(_silo.Address, "/docs/"), address).PathAndQuery);
            Assert.True(part.IsSuccessStatusCode, address);
        }
    }

    [GeneratedRegex("""(?:src|href)\s*=\s*["']([^"']*)["']""")]
    private static partial Regex Loaded();
}
