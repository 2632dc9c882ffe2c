using Judger.Web.Tests.Support;
using Microsoft.Playwright;

namespace Judger.Web.Tests;

/// <summary>The page about the API: its examples work when they are sent, and it is about this API alone.</summary>
public sealed class ApiPageTests(Chromium chromium, EmbeddedSilo embedded)
{
    [Fact]
    public async Task An_example_is_answered_when_it_is_sent_and_nothing_leads_elsewhere()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        var hosts = new HashSet<string>(StringComparer.Ordinal);
        web.Page.Request += (_, request) => hosts.Add(new Uri(request.Url).Host);
        await web.Page.GotoAsync($"{embedded.Silo.Address}/docs#tag/questions/POST/v1/questions");

        await web.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Test Request") }).First.ClickAsync();
        await web.Page.Keyboard.PressAsync("Control+Enter");
        await web.Page.GetByText("200 OK").First.WaitForAsync();

        var elsewhere = await web.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('a[href]')]
              .filter(link => link.offsetParent !== null && new URL(link.href).host !== location.host)
              .map(link => link.href)
            """);
        Assert.All(elsewhere, address => Assert.DoesNotContain("scalar", address, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(["127.0.0.1"], hosts.Where(host => host.Length > 0));
    }
}
