using Deque.AxeCore.Playwright;
using Judger.Web.Tests.Support;
using Microsoft.Playwright;

namespace Judger.Web.Tests;

/// <summary>The page by the rules of axe-core: WCAG 2.2 A and AA, and its own good practice.</summary>
public sealed class AxeTests(Chromium chromium, EmbeddedSilo embedded)
{
    [Theory]
    [InlineData(1280, ColorScheme.Light, ForcedColors.None)]
    [InlineData(1280, ColorScheme.Dark, ForcedColors.None)]
    [InlineData(390, ColorScheme.Light, ForcedColors.None)]
    [InlineData(320, ColorScheme.Dark, ForcedColors.None)]
    [InlineData(1280, ColorScheme.Light, ForcedColors.Active)]
    public async Task It_breaks_no_rule(int width, ColorScheme scheme, ForcedColors colors)
    {
        await using var web = await chromium.OpenAsync(embedded.Silo, new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            ForcedColors = colors,
            ReducedMotion = ReducedMotion.Reduce,
        });
        await HoldsAsync("empty");

        await web.Page.ClickAsync("#example");
        await web.AnswerAsync();
        await web.Page.ClickAsync(".code summary");
        await web.Page.ClickAsync("#details summary");
        await web.Page.ClickAsync(".options summary");
        await HoldsAsync("answered");

        await web.Page.FillAsync("#follow-question", "What color is the star?");
        await web.Page.ClickAsync("#follow-ask");
        await web.Page.Locator("#turns li").First.WaitForAsync();
        await web.AnswerAsync();
        await HoldsAsync("a follow-up");

        await web.Page.SetInputFilesAsync("#more", new FilePayload { Name = "notes.png", MimeType = "image/png", Buffer = "no image"u8.ToArray() });
        await web.ChooseAsync(expert: "", name: "nobody");
        await web.Page.ClickAsync("#ask");
        await web.Notice.Locator("h3").WaitForAsync();
        await HoldsAsync("several images, and an error");

        async Task HoldsAsync(string state)
        {
            var result = await web.Page.RunAxe();
            Assert.True(
                result.Violations.Length == 0,
                $"{state}: {string.Join("; ", result.Violations.Select(one => $"{one.Id} {string.Join(' ', one.Nodes.Select(node => node.Html))}"))}");
            Assert.NotEmpty(result.Passes);
        }
    }
}
