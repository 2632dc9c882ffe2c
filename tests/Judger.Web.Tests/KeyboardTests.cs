using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>The page without a mouse.</summary>
public sealed class KeyboardTests(Chromium chromium, EmbeddedSilo embedded)
{
    [Fact]
    public async Task Everything_works_by_keys_alone_with_the_focus_in_sight()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        var keys = web.Page.Keyboard;

        await keys.PressAsync("Tab");
        Assert.Equal("Skip to the question", await web.Page.EvaluateAsync<string>("document.activeElement.textContent"));
        await keys.PressAsync("Enter");
        await TabToAsync("question", "Shift+Tab", "seed");
        await keys.TypeAsync("7");
        await keys.PressAsync("Enter");
        await web.Page.Locator(".suggestion").First.WaitForAsync();

        await TabToAsync("seed", "Tab", "question");
        await keys.PressAsync("Control+A");
        await keys.TypeAsync("What color is the star?");
        await keys.PressAsync("Enter");
        Assert.Equal("yellow", await web.AnswerAsync());

        // A suggestion, then the button.
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        Assert.Equal("What number is on the purple square?", await web.Page.InputValueAsync("#question"));
        await TabToAsync("question", "Tab", "ask");
        await keys.PressAsync("Space");
        await WebPage.HasTextAsync(web.Answer, "4");
        Assert.Equal("ask", await FocusAsync());

        // The first of the earlier questions.
        for (var tries = 0; tries < 20 && await web.Page.EvaluateAsync<bool>("!document.activeElement.matches('#earlier .entry')"); tries++)
            await keys.PressAsync("Tab");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await WebPage.HasTextAsync(web.Answer, "yellow");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        Assert.Equal(["What number is on the purple square?"], await web.Page.Locator("#earlier .text").AllTextContentsAsync());

        Task<string> FocusAsync() => web.Page.EvaluateAsync<string>("document.activeElement.id");

        async Task TabToAsync(string from, string key, string to)
        {
            Assert.Equal(from, await FocusAsync());
            for (var tries = 0; tries < 20; tries++)
            {
                await keys.PressAsync(key);
                Assert.Equal(
                    "solid 2px",
                    await web.Page.EvaluateAsync<string>("(style => `${style.outlineStyle} ${style.outlineWidth}`)(getComputedStyle(document.activeElement))"));
                if (await FocusAsync() == to) return;
            }

            Assert.Fail($"{to} was not reached from {from}.");
        }
    }

    [Fact]
    public async Task The_drop_zone_is_a_button()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        var chosen = new TaskCompletionSource<Microsoft.Playwright.IFileChooser>();
        web.Page.FileChooser += (_, chooser) => chosen.TrySetResult(chooser);

        // One way to the browser and back, so that it tells of dialogs from now on.
        await web.Page.FocusAsync("#choose");
        await web.Page.Keyboard.PressAsync("Enter");

        Assert.False((await chosen.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).IsMultiple);
    }

    [Fact]
    public async Task Every_control_has_a_name()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.ChooseAsync(expert: "reference");
        await web.AskAsync();
        await web.Page.ClickAsync("#details summary");

        var tree = await web.Page.Locator("body").AriaSnapshotAsync();

        foreach (var nameless in new[] { "- button", "- textbox", "- combobox", "- spinbutton", "- checkbox", "- img" })
            Assert.DoesNotContain(tree.Split('\n'), line => line.Trim() == nameless || line.Trim() == nameless + ":");
        Assert.Contains("textbox \"Question\"", tree, StringComparison.Ordinal);
        Assert.Contains("spinbutton \"seed\"", tree, StringComparison.Ordinal);
    }
}
