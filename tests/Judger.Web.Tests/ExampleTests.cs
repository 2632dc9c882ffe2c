using Judger.TinyModel.World;
using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>The example: what a stranger sees with one click.</summary>
public sealed class ExampleTests(Chromium chromium, EmbeddedSilo embedded)
{
    [Fact]
    public async Task One_click_draws_asks_and_shows_all_stages_with_a_wrong_answer_that_is_corrected()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);

        await web.Page.ClickAsync("#example");
        var answer = await web.AnswerAsync();

        var truth = DemoScene.Draw(277).Questions[0];
        Assert.Equal((truth.Text, truth.Answer), (await web.Page.InputValueAsync("#question"), answer));
        Assert.Equal(
            ["baseline done", "locate done", "refine done", "judge done", "correct done", "judge done"],
            await web.Page.Locator(".stage").EvaluateAllAsync<string[]>("all => all.map(one => `${one.dataset.stage} ${one.dataset.state}`)"));
        Assert.Equal(
            ["incorrect", "correct"],
            await web.Page.Locator(".stage[data-verdict]").EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.verdict)"));
        Assert.Equal(["5", "0"], await web.Page.Locator("#answer del").AllTextContentsAsync());
        Assert.Equal(["0"], await web.Page.Locator("#answer del.wrong").AllTextContentsAsync());
        Assert.Equal(
            "The model said “5” at first, then “0”. That differs from the known answer, and the model corrected it. The correction agrees with it.",
            await web.Page.TextContentAsync("#answer .story"));
        Assert.True(await web.Page.Locator("#box").IsVisibleAsync());
    }

    [Fact]
    public async Task It_leaves_the_options_of_the_next_question_as_they_are()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.Page.ClickAsync("#example");
        await web.AnswerAsync();
        Assert.False(await web.Page.Locator("#example").IsVisibleAsync());

        await web.AskAsync("What color is the star?");
        await WebPage.HasTextAsync(web.Page.Locator("#answer .question"), "What color is the star?");

        var options = (await embedded.Silo.RecordAsync(await web.IdAsync())).GetProperty("options");
        Assert.Equal(("self", "when_uncertain"), (options.GetProperty("expert").GetString(), options.GetProperty("policy").GetString()));
        Assert.True(options.GetProperty("expert_is_default").GetBoolean());
        Assert.False(options.TryGetProperty("look", out _));
    }
}
