using Judger.Server.Http.Security;
using Judger.Tests.Shared;
using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>Earlier questions.</summary>
public sealed class EarlierTests(Chromium chromium, EmbeddedSilo embedded)
{
    private const string Purple = "What number is on the purple square?";
    private const string Pink = "What number is on the pink object?";

    [Fact]
    public async Task They_are_there_after_the_page_was_loaded_again_and_show_their_record()
    {
        await using var web = await AskedTwiceAsync();
        await web.LoadAsync();
        Assert.Equal([Pink, Purple], await web.Page.Locator("#earlier .text").AllTextContentsAsync());

        await web.Page.Locator("#earlier .entry").Nth(1).ClickAsync();

        Assert.Equal("4", await web.AnswerAsync());
        Assert.Equal(Purple, await web.Page.InputValueAsync("#question"));
        Assert.Equal(480, await web.Page.EvaluateAsync<int>("document.getElementById('image').naturalWidth"));
        Assert.True(await web.Page.Locator("#box").IsVisibleAsync());
        Assert.Equal("true", await web.Page.Locator("#earlier .entry").Nth(1).GetAttributeAsync("aria-current"));

        // Its image can be asked about again.
        Assert.Equal("9", await web.AskAsync(Pink));
    }

    [Fact]
    public async Task What_is_kept_here_are_ids_and_questions_and_beside_them_answers_and_small_pictures()
    {
        await using var web = await AskedTwiceAsync();

        Assert.Equal(["judger.earlier", "judger.earlier.results"], (await web.Page.EvaluateAsync<string[]>("Object.keys(localStorage)")).Order());
        Assert.Equal(["id", "question", "at"], await web.Page.EvaluateAsync<string[]>("Object.keys(JSON.parse(localStorage.getItem('judger.earlier'))[0])"));
        Assert.Equal(
            ["answer", "picture", "scene"],
            (await web.Page.EvaluateAsync<string[]>("Object.keys(Object.values(JSON.parse(localStorage.getItem('judger.earlier.results')))[0])")).Order());
        Assert.InRange(await web.Page.EvaluateAsync<int>("localStorage.getItem('judger.earlier.results').length"), 500, 2 * 8192);
    }

    [Fact]
    public async Task Each_is_told_by_its_answer_and_its_image()
    {
        await using var web = await AskedTwiceAsync();
        await web.LoadAsync();

        Assert.Equal(["9", "4"], await web.Page.Locator("#earlier .reply").AllTextContentsAsync());
        Assert.Equal(2, await web.Page.EvaluateAsync<int>("[...document.querySelectorAll('#earlier img')].filter(image => image.naturalWidth === 88).length"));

        // Of a drawn scene the truth is known again, and so are its questions.
        await web.Page.Locator("#earlier .entry").Nth(1).ClickAsync();
        await web.AnswerAsync();
        Assert.Equal("right", await web.Page.TextContentAsync("#answer .chip"));
        Assert.Equal(4, await web.Page.Locator(".suggestion").CountAsync());
    }

    [Fact]
    public async Task What_a_key_opened_is_kept_as_long_as_the_key()
    {
        var key = ApiKeyHash.NewKey();
        await using var silo = await WebSilo.SimulatedAsync(
            TimeSpan.FromMilliseconds(1), options => options.Http.ApiKeys = [new() { Name = "mine", Sha256 = ApiKeyHash.Of(key), Scopes = [ApiScope.Ask] }]);
        await using var web = await chromium.OpenAsync(silo);
        await web.Page.ClickAsync("#draw");
        await web.Page.FillAsync("#key", key);
        await web.Page.Keyboard.PressAsync("Enter");
        await web.Page.Locator(".suggestion").First.WaitForAsync();
        var answer = await web.AskAsync();

        Assert.Equal([answer], await web.Page.Locator("#earlier .reply").AllTextContentsAsync());
        Assert.Equal(["judger.earlier"], await web.Page.EvaluateAsync<string[]>("Object.keys(localStorage)"));
        await web.Page.ClickAsync("#forget-key");

        Assert.Equal(1, await web.Page.Locator("#earlier li").CountAsync());
        Assert.Equal(0, await web.Page.Locator("#earlier .reply, #earlier img").CountAsync());
        Assert.Equal(0, await web.Page.EvaluateAsync<int>("sessionStorage.length"));
    }

    [Fact]
    public async Task What_somebody_else_wrote_into_the_browser_s_storage_does_no_harm()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        foreach (var results in new[]
        {
            "null", "7", "[]", "{{{", """{"a":null}""", """{"a":{"answer":{},"picture":"http://127.0.0.1:1/x.png","scene":"1"}}""",
        })
        {
            await web.Page.EvaluateAsync(
                """
                results => {
                  localStorage.setItem('judger.earlier', JSON.stringify([{ id: 'a', question: 'Who?', at: 0 }, null, { id: 7 }]));
                  localStorage.setItem('judger.earlier.results', results);
                }
                """,
                results);
            await web.LoadAsync();

            Assert.Equal(["Who?"], await web.Page.Locator("#earlier .text").AllTextContentsAsync());
            Assert.Equal(0, await web.Page.Locator("#earlier .reply, #earlier img").CountAsync());
        }
    }

    [Fact]
    public async Task One_can_be_removed_and_all_cleared()
    {
        await using var web = await AskedTwiceAsync();

        await web.Page.ClickAsync($"[aria-label='Remove: {Pink}']");
        Assert.Equal([Purple], await web.Page.Locator("#earlier .text").AllTextContentsAsync());
        web.Page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await web.Page.ClickAsync("#clear");
        await web.Page.Locator("#earlier-none").WaitForAsync();
        await web.LoadAsync();
        Assert.Equal(0, await web.Page.Locator("#earlier li").CountAsync());
    }

    [Fact]
    public async Task One_that_the_server_does_not_know_can_be_taken_out()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.Page.EvaluateAsync("localStorage.setItem('judger.earlier', JSON.stringify([{ id: 'never-asked', question: 'Who?', at: 0 }]))");
        await web.LoadAsync();

        await web.Page.ClickAsync("#earlier .entry");
        await WebPage.HasTextAsync(web.Notice, "does not have this question any more");
        await web.Page.ClickAsync("#notice button");

        Assert.Equal(0, await web.Page.Locator("#earlier li").CountAsync());
    }

    [Fact]
    public async Task One_that_is_not_finished_is_followed_to_its_end()
    {
        // The judgment comes when the test says so: the question cannot end while the page is away, however slow the machine.
        var judges = new TaskCompletionSource();
        await using var server = await FakeExpertServer.StartAsync(async (_, context) =>
        {
            await judges.Task.WaitAsync(context.RequestAborted);
            await FakeExpertServer.CompleteAsync(context, """{"verdict":"correct","feedback":"","suggested_answer":null}""");
        });
        await using var silo = await WebSilo.SimulatedAsync(TimeSpan.FromMilliseconds(1), options =>
        {
            options.Experts = [new() { Name = "judge", Endpoint = server.Endpoint, Model = "fake", Timeout = TimeSpan.FromMinutes(2) }];
            options.Questions.AbandonAfter = TimeSpan.FromMinutes(2);
        });
        await using var web = await chromium.OpenAsync(silo);
        await web.DrawAsync(3);
        await web.ChooseAsync(expert: "", name: "judge", policy: "always");
        await web.Page.ClickAsync("#ask");
        await web.Page.Locator("[data-key=judge-1][data-state=running]").WaitForAsync();

        await web.LoadAsync();
        await web.Page.ClickAsync("#earlier .entry");
        await web.Page.Locator("[data-key=judge-1][data-state=running]").WaitForAsync();
        Assert.Equal("At work", await web.Title.TextContentAsync());
        judges.SetResult();

        Assert.NotEmpty(await web.AnswerAsync());
        Assert.Equal("correct", await web.Page.TextContentAsync("[data-key=judge-1] .chip"));
        Assert.Single(server.Requests);
    }

    private async Task<WebPage> AskedTwiceAsync()
    {
        var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.ChooseAsync(policy: "never");
        await web.AskAsync(Purple);
        await web.AskAsync(Pink);
        await WebPage.HasTextAsync(web.Answer, "9");
        return web;
    }
}
