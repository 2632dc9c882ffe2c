using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>What is in sight without scrolling.</summary>
public sealed class LayoutTests(Chromium chromium, EmbeddedSilo embedded)
{
    [Theory]
    [InlineData(1024, 900)]
    [InlineData(1280, 900)]
    [InlineData(1920, 1080)]
    public async Task Question_and_Ask_are_right_below_the_image_and_in_sight(int width, int height)
    {
        await using var web = await chromium.OpenAsync(embedded.Silo, new() { ViewportSize = new() { Width = width, Height = height } });
        await web.DrawAsync(7);

        var (image, question, ask) = (await BoxAsync(web, "#picture"), await BoxAsync(web, "#question"), await BoxAsync(web, "#ask"));

        Assert.InRange(question.Top, image.Bottom, image.Bottom + 80);
        Assert.InRange(ask.Bottom, question.Bottom, height);
    }

    [Fact]
    public async Task On_a_phone_the_image_with_its_box_stays_above_the_answer_and_its_stages()
    {
        await using var web = await chromium.OpenAsync(
            embedded.Silo, new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true });
        await web.Page.ClickAsync("#example");
        await web.AnswerAsync();
        await web.Page.WaitForFunctionAsync("() => document.getElementById('image').getBoundingClientRect().top < 20");

        await SeenAsync("#answer .final");
        foreach (var stage in await web.Page.Locator(".stage").AllAsync())
        {
            await stage.EvaluateAsync("node => node.scrollIntoView({ behavior: 'instant' })");
            await SeenAsync($"[data-key={await stage.GetAttributeAsync("data-key")}] h3");
        }

        async Task SeenAsync(string selector)
        {
            var (box, shown) = (await BoxAsync(web, "#box"), await BoxAsync(web, selector));
            Assert.InRange(box.Top, 0, shown.Top);
            Assert.InRange(shown.Top, box.Bottom, 844);
            Assert.InRange((await BoxAsync(web, "#picture")).Bottom, box.Bottom, shown.Top);
        }
    }

    [Fact]
    public async Task The_image_stays_beside_the_stages_where_there_is_room()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.Page.ClickAsync("#example");
        await web.AnswerAsync();

        await web.Page.EvaluateAsync("document.querySelector('.stage:last-child').scrollIntoView({ behavior: 'instant', block: 'end' })");

        var image = await BoxAsync(web, "#image");
        Assert.InRange(image.Top, 0, 900 - (image.Bottom - image.Top));
    }

    [Theory]
    [InlineData(1280, 900)]
    [InlineData(390, 844)]
    public async Task An_error_comes_into_sight(int width, int height)
    {
        await using var web = await chromium.OpenAsync(embedded.Silo, new() { ViewportSize = new() { Width = width, Height = height } });
        await web.DrawAsync(7);
        await web.ChooseAsync(expert: "", name: "nobody", policy: "always");

        await web.Page.ClickAsync("#ask");
        await web.Notice.Locator("h3").WaitForAsync();

        await web.Page.WaitForFunctionAsync(
            "() => (({ top, bottom }) => top >= 0 && bottom <= innerHeight)(document.getElementById('notice').getBoundingClientRect())");

        // It stays there, whatever was scrolled to before.
        await web.Page.EvaluateAsync("() => new Promise(resolve => setTimeout(resolve, 600))");
        var (top, bottom) = await BoxAsync(web, "#notice");
        Assert.InRange(top, 0, height);
        Assert.InRange(bottom, 0, height);
    }

    private static async Task<(double Top, double Bottom)> BoxAsync(WebPage web, string selector)
    {
        var edges = await web.Page.Locator(selector).First.EvaluateAsync<double[]>(
            "node => (({ top, bottom }) => [top, bottom])(node.getBoundingClientRect())");
        return (edges[0], edges[1]);
    }
}
