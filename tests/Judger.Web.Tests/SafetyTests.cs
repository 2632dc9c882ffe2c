using Judger.Tests.Shared;
using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>What others wrote stays text, and nobody else is asked.</summary>
public sealed class SafetyTests(Chromium chromium, EmbeddedSilo embedded)
{
    private const string Hostile = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";

    [Fact]
    public async Task Script_in_questions_and_judgments_is_shown_as_text()
    {
        await using var server = await FakeExpertServer.SayingAsync(
            $$"""{"verdict":"incorrect","feedback":"Wrong. {{Hostile.Replace("\"", "\\\"", StringComparison.Ordinal)}}","suggested_answer":"<b>7</b>"}""");
        await using var silo = await WebSilo.StartAsync(options => options.Experts = [new() { Name = "judge", Endpoint = server.Endpoint, Model = "fake" }]);
        await using var web = await chromium.OpenAsync(silo);
        await web.DrawAsync(7);
        await web.ChooseAsync(expert: "", name: "judge", policy: "always");

        await web.AskAsync(Hostile);

        Assert.Contains(Hostile, await web.Page.TextContentAsync("[data-key=judge-1] blockquote"), StringComparison.Ordinal);
        Assert.Equal("<b>7</b>", await web.Page.TextContentAsync("[data-key=judge-1] p > strong"));
        Assert.Equal(Hostile, await web.Page.TextContentAsync("#answer .question"));
        Assert.Equal(Hostile, await web.Page.TextContentAsync("#earlier .text"));
        await web.LoadAsync();
        await web.Page.ClickAsync("#earlier .entry");
        await web.AnswerAsync();
        Assert.Equal(Hostile, await web.Page.TextContentAsync("#answer .question"));
        Assert.True(
            await web.Page.EvaluateAsync<bool>("window.hacked === undefined && document.querySelector('img[src=x], blockquote *, #answer b') === null"));
    }

    [Fact]
    public async Task The_policy_keeps_the_page_from_asking_others()
    {
        await using var other = await FakeExpertServer.SayingAsync("");
        await using var web = await chromium.OpenAsync(embedded.Silo);

        var blocked = await web.Page.EvaluateAsync<string[]>(
            """
            async address => {
              const blocked = [];
              document.addEventListener('securitypolicyviolation', event => blocked.push(event.effectiveDirective));
              await fetch(address).catch(() => { });
              const script = Object.assign(document.createElement('script'), { textContent: 'window.hacked = 1' });
              document.head.append(script);
              await new Promise(resolve => { const image = new Image(); image.onerror = resolve; image.src = `${address}/x.png`; });
              await new Promise(resolve => setTimeout(resolve, 50));
              return blocked;
            }
            """,
            other.Endpoint);

        Assert.Equal(["connect-src", "img-src", "script-src-elem"], blocked.Order());
        Assert.True(await web.Page.EvaluateAsync<bool>("window.hacked === undefined"));
        Assert.Empty(other.Requests);
        web.Forgive();
    }

    [Fact]
    public async Task It_can_be_used_soon()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        var first = await web.Page.EvaluateAsync<double>("performance.getEntriesByName('interactive')[0].startTime");
        var bytes = await web.Page.EvaluateAsync<double>("performance.getEntriesByType('resource').reduce((sum, entry) => sum + entry.encodedBodySize, 0)");
        await web.LoadAsync();
        var again = await web.Page.EvaluateAsync<double>("performance.getEntriesByName('interactive')[0].startTime");

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"Usable after {first:F0} ms, loaded again after {again:F0} ms; {bytes / 1024:F0} KiB beside the page itself.");
        Assert.InRange(first, 1, 60_000);
    }
}
