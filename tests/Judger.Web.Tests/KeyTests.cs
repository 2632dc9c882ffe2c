using Judger.Server.Http.Security;
using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>A server that wants a key.</summary>
public sealed class KeyTests(Chromium chromium)
{
    [Fact]
    public async Task A_key_is_asked_for_once_and_kept_for_the_tab_only()
    {
        var key = ApiKeyHash.NewKey();
        await using var silo = await WebSilo.SimulatedAsync(
            TimeSpan.FromMilliseconds(1), options => options.Http.ApiKeys = [new() { Name = "mine", Sha256 = ApiKeyHash.Of(key), Scopes = [ApiScope.Ask] }]);
        await using var web = await chromium.OpenAsync(silo);
        var dialog = web.Page.Locator("#key-dialog");
        Assert.False(await dialog.IsVisibleAsync());

        // Not now: the page says what it would need.
        await web.Page.ClickAsync("#draw");
        await dialog.WaitForAsync();
        await web.Page.ClickAsync("#key-cancel");
        await WebPage.HasTextAsync(web.Notice, "invalid_api_key");

        await web.Page.ClickAsync("#draw");
        await web.Page.FillAsync("#key", "jk-wrong");
        await web.Page.Keyboard.PressAsync("Enter");
        await WebPage.HasTextAsync(web.Page.Locator("#key-problem"), "was not accepted");
        await web.Page.FillAsync("#key", key);
        await web.Page.Keyboard.PressAsync("Enter");
        await web.Page.Locator(".suggestion").First.WaitForAsync();
        Assert.False(await dialog.IsVisibleAsync());
        Assert.NotEmpty(await web.AskAsync());

        Assert.Equal(key, await web.Page.EvaluateAsync<string>("sessionStorage.getItem('judger.key')"));
        Assert.DoesNotContain(
            key, await web.Page.EvaluateAsync<string>("JSON.stringify(localStorage) + document.cookie + location.href"), StringComparison.Ordinal);
        await web.LoadAsync();
        await web.Page.ClickAsync("#earlier .entry");
        await web.AnswerAsync();
        Assert.True(await web.Page.Locator("#picture").IsVisibleAsync());
        Assert.DoesNotContain(web.Requests, address => address.Contains(key, StringComparison.Ordinal));

        await web.Page.ClickAsync("#forget-key");
        await web.Page.ClickAsync("#earlier .entry");
        await dialog.WaitForAsync();
        Assert.True(await web.Page.EvaluateAsync<bool>("sessionStorage.getItem('judger.key') === null"));
    }

    [Fact]
    public async Task What_cannot_be_a_key_is_not_sent()
    {
        await using var silo = await WebSilo.SimulatedAsync(
            TimeSpan.FromMilliseconds(1),
            options => options.Http.ApiKeys = [new() { Name = "mine", Sha256 = ApiKeyHash.Of(ApiKeyHash.NewKey()), Scopes = [ApiScope.Ask] }]);
        await using var web = await chromium.OpenAsync(silo);
        await web.Page.ClickAsync("#draw");
        await web.Page.FillAsync("#key", "clé de voûte");
        var before = web.Requests.Count;

        await web.Page.ClickAsync("#key-form .primary");

        Assert.True(await web.Page.EvaluateAsync<bool>("document.getElementById('key').validity.customError"));
        Assert.True(await web.Page.Locator("#key-dialog").IsVisibleAsync());
        Assert.Equal(before, web.Requests.Count);
    }
}
