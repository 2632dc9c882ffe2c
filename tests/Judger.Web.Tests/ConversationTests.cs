using Judger.Web.Tests.Support;
using Microsoft.Playwright;

namespace Judger.Web.Tests;

/// <summary>Follow-up questions.</summary>
public sealed class ConversationTests(Chromium chromium, EmbeddedSilo embedded)
{
    private const string First = "What number is on the purple square?";
    private const string Second = "What color is the star?";
    private const string Third = "And the square?";

    [Fact]
    public async Task A_follow_up_is_asked_under_the_answer_with_what_was_said_before_which_stays_visible()
    {
        await using var silo = await WebSilo.SimulatedAsync(TimeSpan.FromMilliseconds(1));
        await using var web = await chromium.OpenAsync(silo);
        await web.Page.ClickAsync("#draw");
        await web.Page.Locator(".suggestion").First.WaitForAsync();
        Assert.False(await web.Page.Locator("#follow").IsVisibleAsync());
        var answers = new List<string> { await web.AskAsync(First) };

        foreach (var question in new[] { Second, Third }) answers.Add(await FollowAsync(web, question));

        string[] said = [First, answers[0], Second, answers[1]];
        Assert.Equal(["You asked: " + said[0], "The answer was: " + said[1], "You asked: " + said[2], "The answer was: " + said[3]], await TurnsAsync(web));
        Assert.False(await web.Page.Locator("#alone").IsVisibleAsync());
        var record = await silo.RecordAsync(await web.IdAsync());
        Assert.Equal(Third, record.GetProperty("question").GetString());
        Assert.Equal(said, record.GetProperty("turns").EnumerateArray().Select(turn => turn.GetProperty("text").GetString()));
        Assert.Equal(1, record.GetProperty("turns")[0].GetProperty("images").GetInt32());
        Assert.Equal(1, record.GetProperty("images").GetArrayLength());

        // Its link opens the whole conversation, which goes on there.
        await using var other = await chromium.OpenAsync(silo);
        await other.Page.GotoAsync(web.Page.Url);
        Assert.Equal(answers[2], await other.AnswerAsync());
        Assert.Equal(4, (await TurnsAsync(other)).Count);
        await FollowAsync(other, "Why?");
        Assert.Equal(6, (await TurnsAsync(other)).Count);

        // The question above begins anew.
        await web.AskAsync(First);
        Assert.Empty(await TurnsAsync(web));
        Assert.False((await silo.RecordAsync(await web.IdAsync())).TryGetProperty("turns", out _));
    }

    [Fact]
    public async Task A_model_that_was_trained_on_single_questions_says_that_it_answered_this_one_alone()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.AskAsync(First);
        Assert.False(await web.Page.Locator("#alone").IsVisibleAsync());

        Assert.Equal("yellow", await FollowAsync(web, Second));

        Assert.True(await web.Page.Locator("#alone").IsVisibleAsync());
        Assert.Equal(2, (await TurnsAsync(web)).Count);
        await web.DrawAsync(8);
        await web.Page.Locator("#follow").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.Empty(await TurnsAsync(web));
    }

    private static async Task<string> FollowAsync(WebPage web, string question)
    {
        await web.Page.FillAsync("#follow-question", question);
        await web.Page.PressAsync("#follow-question", "Enter");
        await WebPage.HasTextAsync(web.Page.Locator("#earlier .text").First, question);
        return await web.AnswerAsync();
    }

    private static async Task<IReadOnlyList<string>> TurnsAsync(WebPage web) => await web.Page.Locator("#turns li").AllTextContentsAsync();
}
