using System.Net.Http.Json;
using System.Text.Json;
using Judger.Server.Http.Security;
using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>Links that lead to a question.</summary>
public sealed class LinkTests(Chromium chromium, EmbeddedSilo embedded)
{
    private const string Missing = "This link leads to no question that you can see";

    [Fact]
    public async Task The_address_of_an_answer_opens_it_in_another_browser()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.AskAsync("What number is on the purple square?");
        var id = await web.IdAsync();
        Assert.Equal($"{embedded.Silo.Address}/?question={id}", web.Page.Url);

        await using var other = await chromium.OpenAsync(embedded.Silo);
        await other.Page.GotoAsync(web.Page.Url);

        Assert.Equal("4", await other.AnswerAsync());
        Assert.Equal("What number is on the purple square?", await other.Page.InputValueAsync("#question"));
        Assert.True(await other.Page.Locator("#box").IsVisibleAsync());
        Assert.Equal(0, await other.Page.Locator("#earlier li").CountAsync());
    }

    [Fact]
    public async Task Back_and_forward_go_through_the_questions()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.AskAsync("What number is on the purple square?");
        await web.AskAsync("What color is the star?");
        await WebPage.HasTextAsync(web.Answer, "yellow");

        await web.Page.GoBackAsync();
        await WebPage.HasTextAsync(web.Answer, "4");
        await web.Page.GoBackAsync();
        await WebPage.HasTextAsync(web.Title, "How an answer comes about");
        Assert.False(await web.Answer.IsVisibleAsync());
        await web.Page.GoForwardAsync();
        await WebPage.HasTextAsync(web.Answer, "4");
    }

    [Fact]
    public async Task A_question_that_is_not_there_is_told_clearly()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);

        await web.Page.GotoAsync($"{embedded.Silo.Address}/?question=never-asked");

        await WebPage.HasTextAsync(web.Notice, Missing);
        Assert.Equal("not_found", await web.Notice.Locator(".code").TextContentAsync());
    }

    [Fact]
    public async Task A_question_is_seen_with_the_key_of_its_owner_only()
    {
        var (mine, yours) = (ApiKeyHash.NewKey(), ApiKeyHash.NewKey());
        await using var silo = await WebSilo.SimulatedAsync(TimeSpan.FromMilliseconds(1), options => options.Http.ApiKeys =
        [
            new() { Name = "mine", Sha256 = ApiKeyHash.Of(mine), Scopes = [ApiScope.Ask] },
            new() { Name = "yours", Sha256 = ApiKeyHash.Of(yours), Scopes = [ApiScope.Ask] },
        ]);
        await using var web = await chromium.OpenAsync(silo);
        await WithKeyAsync(web, mine, () => web.Page.ClickAsync("#draw"));
        await web.Page.Locator(".suggestion").First.WaitForAsync();
        var answer = await web.AskAsync();
        Assert.DoesNotContain(mine, web.Page.Url, StringComparison.Ordinal);

        await using var other = await chromium.OpenAsync(silo);
        await WithKeyAsync(other, yours, () => other.Page.GotoAsync(web.Page.Url));
        await WebPage.HasTextAsync(other.Notice, Missing);

        await using var own = await chromium.OpenAsync(silo);
        await WithKeyAsync(own, mine, () => own.Page.GotoAsync(web.Page.Url));
        Assert.Equal(answer, await own.AnswerAsync());
    }

    [Fact]
    public async Task A_question_that_was_refused_has_no_address()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.ChooseAsync(expert: "", name: "nobody", policy: "always");

        await web.Page.ClickAsync("#ask");
        await WebPage.HasTextAsync(web.Notice, "nobody");

        Assert.Equal($"{embedded.Silo.Address}/", web.Page.Url);
    }

    [Fact]
    public async Task A_question_of_a_conversation_is_shown_also_without_an_image()
    {
        using var posted = await embedded.Silo.Client.PostAsJsonAsync(
            "/v1/questions", new { question = "And now?", turns = Array.Empty<object>(), instructions = "Be short." }, TestContext.Current.CancellationToken);
        var record = await posted.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        await using var web = await chromium.OpenAsync(embedded.Silo);

        await web.Page.GotoAsync($"{embedded.Silo.Address}/?question={record.GetProperty("id").GetString()}");

        Assert.Equal(record.GetProperty("answer").GetString(), await web.AnswerAsync());
        Assert.Equal("This is the first answer.", await web.Page.TextContentAsync("#answer .story"));
        Assert.False(await web.Page.Locator("#picture").IsVisibleAsync());
        Assert.True(await web.Page.Locator("#save-record").IsVisibleAsync());
        Assert.Equal(0, await web.Page.Locator("#code:not([hidden]), #save-image:not([hidden]), #save-overlay:not([hidden])").CountAsync());
    }

    private static async Task WithKeyAsync(WebPage web, string key, Func<Task> act)
    {
        await act();
        await web.Page.FillAsync("#key", key);
        await web.Page.Keyboard.PressAsync("Enter");
    }
}
