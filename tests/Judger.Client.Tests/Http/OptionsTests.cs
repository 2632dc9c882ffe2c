using Judger.Client.Tests.Support;
using Microsoft.Extensions.Options;

namespace Judger.Client.Tests.Http;

/// <summary>Options of the client over HTTP.</summary>
public sealed class OptionsTests
{
    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        await using var client = TestClient.Of(new("ftp://judger.example"), options =>
        {
            (options.ApiKey, options.ApiKeyFile) = ("a\nb", "/nowhere/key");
            (options.Timeout, options.OutageTimeout, options.OverloadTimeout) = (TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromSeconds(-1));
        });

        var errors = Assert.Throws<OptionsValidationException>(() => client.Judger).Failures.ToList();

        Assert.Equal(
            ["Endpoint", "ApiKey", "ApiKey", "ApiKeyFile", "Timeout", "OutageTimeout", "OverloadTimeout"],
            errors.Select(error => error[..error.IndexOf(' ', StringComparison.Ordinal)]));
        Assert.All(errors, error => Assert.Matches("give|check", error));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("https://judger.example/behind/a/proxy/")]
    public async Task An_address_is_taken_with_its_path(string endpoint)
    {
        Uri? asked = null;
        using var server = new StubServer((request, _) =>
        {
            asked = request.RequestUri;
            return StubServer.Problem(404, "not_found");
        });
        await using var client = TestClient.Of(new(endpoint), handler: server);

        Assert.Null(await client.Judger.GetAsync(QuestionId.Parse("q"), TestContext.Current.CancellationToken));

        Assert.Equal($"{endpoint.TrimEnd('/')}/v1/questions/q", asked?.AbsoluteUri);
    }

    [Fact]
    public async Task A_password_in_an_address_is_not_repeated()
    {
        await using var client = TestClient.Of(new("http://user:secret@judger.example"));

        Assert.DoesNotContain("secret", Assert.Throws<OptionsValidationException>(() => client.Judger).Message, StringComparison.Ordinal);
    }
}
