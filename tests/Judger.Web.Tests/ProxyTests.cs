using Judger.Tests.Shared;
using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>The page behind a proxy that ends TLS, as a browser has it.</summary>
public sealed class ProxyTests(Chromium chromium, EmbeddedSilo embedded)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_asks_and_shows_the_answer_without_any_configuration(bool rewritesHost)
    {
        await using var proxy = new TlsProxy { Target = new(embedded.Silo.Address), RewritesHost = rewritesHost };
        await using var web = await chromium.OpenAsync(embedded.Silo, new() { IgnoreHTTPSErrors = true }, proxy.Address.GetLeftPart(UriPartial.Authority));

        await web.DrawAsync(7);
        var answer = await web.AskAsync("What number is on the purple square?");

        Assert.Equal("4", answer);
        Assert.StartsWith("https://", web.Page.Url, StringComparison.Ordinal);
    }
}
