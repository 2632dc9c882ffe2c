using System.Text.Json;
using Judger.Tests.Shared;
using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>What the page knows of its server: models, experts, version, documentation.</summary>
public sealed class CatalogTests(Chromium chromium, EmbeddedSilo embedded)
{
    [Fact]
    public async Task Experts_of_the_server_can_be_chosen_from_the_list()
    {
        await using var server = await FakeExpertServer.SayingAsync("""{"verdict":"correct","feedback":"","suggested_answer":null}""");
        await using var silo = await WebSilo.SimulatedAsync(TimeSpan.FromMilliseconds(1), options => options.Experts =
        [
            new() { Name = "strict", Endpoint = server.Endpoint, Model = "fake" },
            new() { Name = "careful", Endpoint = server.Endpoint, Model = "fake" },
        ]);
        await using var web = await chromium.OpenAsync(silo);
        Assert.Equal(
            ["default", "self", "reference", "careful", "strict", ""],
            await web.Page.Locator("#expert option").EvaluateAllAsync<string[]>("all => all.map(one => one.value)"));
        await web.DrawAsync(3);

        await web.ChooseAsync(expert: "strict", policy: "always");
        Assert.False(await web.Page.Locator("#expert-name").IsVisibleAsync());
        await web.AskAsync();

        Assert.Equal("strict", (await silo.RecordAsync(await web.IdAsync())).GetProperty("options").GetProperty("expert").GetString());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Where_there_are_several_models_one_can_be_chosen()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        Assert.Equal(0, await web.Page.Locator("#model-field:not([hidden])").CountAsync());
        await web.Page.RouteAsync(
            "**/v1/models",
            route => route.FulfillAsync(new() { ContentType = "application/json", Body = """{"data":[{"id":"judger-tiny"},{"id":"other"}]}""" }));
        await web.LoadAsync();
        await web.DrawAsync(7);
        await WebPage.HasTextAsync(web.Page.Locator("#model"), "Models: judger-tiny, other.");

        await web.ChooseAsync(policy: "never");
        await web.Page.SelectOptionAsync("#model-choice", "judger-tiny");
        await web.AskAsync();

        Assert.Equal("judger-tiny", (await embedded.Silo.RecordAsync(await web.IdAsync())).GetProperty("options").GetProperty("model").GetString());
    }

    [Fact]
    public async Task Version_and_documentation_are_at_hand()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        var version = JsonDocument.Parse(await embedded.Silo.Client.GetStringAsync("/version", TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal(version.GetProperty("version").GetString(), await web.Page.TextContentAsync("#version"));
        var links = await web.Page.Locator("a:not(.skip)").EvaluateAllAsync<string[]>("all => all.map(one => one.getAttribute('href'))");
        Assert.Equal(["/docs", "/openapi/v1.json"], links.Distinct());
        foreach (var link in links.Distinct())
        {
            using var response = await embedded.Silo.Client.GetAsync(link, TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        }
    }
}
