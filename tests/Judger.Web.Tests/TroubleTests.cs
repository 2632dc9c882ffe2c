using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Judger.Tests.Shared;
using Judger.Web.Tests.Support;
using Microsoft.Playwright;

namespace Judger.Web.Tests;

/// <summary>What the page does when something goes wrong, or somebody changes their mind.</summary>
public sealed class TroubleTests(Chromium chromium, EmbeddedSilo embedded)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_is_no_image_is_refused_with_the_server_s_own_words()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.Page.SetInputFilesAsync("#file", new FilePayload { Name = "notes.png", MimeType = "image/png", Buffer = "no image"u8.ToArray() });
        await WebPage.HasTextAsync(web.Page.Locator("#zone-title"), "this browser cannot show it");
        await web.Page.FillAsync("#question", "What is it?");

        await web.Page.ClickAsync("#ask");

        await WebPage.HasTextAsync(web.Notice, "image_rejected");
        Assert.Equal("alert", await web.Notice.GetAttributeAsync("role"));
        using var form = new MultipartFormDataContent
        {
            { new StringContent("What is it?"), "question" },
            { new ByteArrayContent("no image"u8.ToArray()), "image", "a" },
        };
        var problem = await (await embedded.Silo.Client.PostAsync("/v1/questions", form, Token)).Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.Equal(problem.GetProperty("detail").GetString(), await web.Notice.Locator("p").First.TextContentAsync());
        Assert.Equal("No answer", await web.Title.TextContentAsync());
        Assert.True(await web.Page.Locator("#ask").IsEnabledAsync());
    }

    [Fact]
    public async Task An_expert_that_nobody_knows_is_told()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(3);
        await web.ChooseAsync(expert: "", name: "nobody", policy: "always");

        await web.Page.ClickAsync("#ask");

        await WebPage.HasTextAsync(web.Notice, "nobody");
        Assert.Equal("question_rejected", await web.Notice.Locator(".code").TextContentAsync());
    }

    [Fact]
    public async Task A_question_can_be_cancelled()
    {
        await using var silo = await WebSilo.SimulatedAsync(TimeSpan.FromSeconds(1));
        await using var web = await chromium.OpenAsync(silo);
        await web.DrawAsync(3);

        await web.Page.ClickAsync("#ask");
        await web.Page.Locator("[data-key=baseline-0][data-state=running]").WaitForAsync();
        await web.Page.ClickAsync("#cancel");

        await WebPage.HasTextAsync(web.Title, "Cancelled");
        Assert.Equal("ask", await web.Page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.True((await silo.RecordAsync(await web.IdAsync())).GetProperty("cancelled").GetBoolean());
        Assert.Equal(
            ["skipped"], (await web.Page.Locator(".stage").EvaluateAllAsync<string[]>("stages => stages.map(stage => stage.dataset.state)")).Distinct());
        Assert.True(await web.Page.Locator("#ask").IsEnabledAsync());

        // Opened again, it is what it was.
        await web.LoadAsync();
        await web.Page.ClickAsync("#earlier .entry");
        await WebPage.HasTextAsync(web.Title, "Cancelled");
    }

    [Fact]
    public async Task Too_many_requests_are_waited_out_visibly()
    {
        // Another program's question takes the one place that there is, until the test lets its judgment come.
        var judges = new TaskCompletionSource();
        await using var server = await FakeExpertServer.StartAsync(async (_, context) =>
        {
            await judges.Task.WaitAsync(context.RequestAborted);
            await FakeExpertServer.CompleteAsync(context, """{"verdict":"correct","feedback":"","suggested_answer":null}""");
        });
        await using var silo = await WebSilo.SimulatedAsync(TimeSpan.FromMilliseconds(1), options =>
        {
            options.Http.MaxConcurrentRequests = 1;
            options.Experts = [new() { Name = "judge", Endpoint = server.Endpoint, Model = "fake", Timeout = TimeSpan.FromMinutes(2) }];
        });
        await using var web = await chromium.OpenAsync(silo);
        await web.DrawAsync(3);
        await web.ChooseAsync(policy: "never");
        using var held = await silo.Client.SendAsync(
            new(HttpMethod.Post, "/v1/questions")
            {
                Content = JsonContent.Create(
                    new { question = "How long?", image = new { data = await SceneAsync(silo, 4) }, mode = "stream", expert = "judge", policy = "always" }),
            },
            HttpCompletionOption.ResponseHeadersRead,
            Token);

        await web.Page.ClickAsync("#ask");

        await WebPage.HasTextAsync(web.Notice, "Too many requests");
        await WebPage.HasTextAsync(web.Notice, "Asking again in 1 second.");
        judges.SetResult();
        await held.Content.ReadAsStringAsync(Token);
        Assert.Contains("Given by", await AnsweredByAsync(web), StringComparison.Ordinal);
        Assert.False(await web.Notice.IsVisibleAsync());
    }

    [Fact]
    public async Task A_slot_that_refuses_is_asked_again_later_unless_one_cannot_wait()
    {
        // One question runs, one waits; the slot takes no more.
        await using var silo = await WebSilo.SimulatedAsync(TimeSpan.FromSeconds(5), options => options.Slots[0].Engine = new() { Lanes = 1, QueueTokens = 1 });
        await using var web = await chromium.OpenAsync(silo);
        await web.DrawAsync(3);
        for (var seed = 10; seed < 16; seed++)
        {
            await silo.Client.PostAsJsonAsync(
                "/v1/questions", new { question = "What?", image = new { data = await SceneAsync(silo, seed) }, policy = "never", mode = "background" }, Token);
        }

        // Those in the background may still be on their way to the slot.
        var isFull = false;
        for (var tries = 0; tries < 20 && !isFull; tries++) isFull = !await TakesMoreAsync(silo);
        Assert.True(isFull, "The slot took every question.");

        await web.Page.ClickAsync("#ask");
        await web.Notice.GetByRole(AriaRole.Button, new() { Name = "Ask now" }).WaitForAsync();
        Assert.Matches("Asking again in [0-9]+ seconds?[.]", await web.Notice.TextContentAsync());

        await web.Notice.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await WebPage.HasTextAsync(web.Title, "Cancelled");
    }

    [Fact]
    public async Task A_stream_that_breaks_goes_on_after_the_last_event()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.ChooseAsync(policy: "never");
        await web.Page.RouteAsync("**/v1/questions", async route =>
        {
            var whole = await route.FetchAsync();
            var events = (await whole.TextAsync()).Split("\n\n");

            // The third event breaks off in its middle.
            await route.FulfillAsync(
                new() { Response = whole, Body = string.Concat(events.Take(2).Select(text => $"{text}\n\n")) + events[2][..(events[2].Length / 2)] });
        });
        var resumed = web.Page.WaitForRequestAsync("**/events");

        var answer = await web.AskAsync("What number is on the purple square?");

        Assert.Equal("4", answer);
        Assert.Equal("1", await (await resumed).HeaderValueAsync("last-event-id"));
        Assert.Equal(
            ["baseline-0 done", "locate-0 done", "refine-0 done"],
            (await web.SeenAsync()).Where(state => state.EndsWith("done", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_question_that_nobody_works_on_goes_on_when_it_is_opened()
    {
        // An answer takes six seconds, and a question that nobody waits for is given up after one or two.
        await using var silo = await WebSilo.SimulatedAsync(TimeSpan.FromSeconds(3), options =>
        {
            options.Slots[0].Simulated = options.Slots[0].Simulated! with { AnswerTokens = 2 };
            options.Questions.AbandonAfter = TimeSpan.FromSeconds(1);
        });
        var question = new { id = "left", question = "What?", image = new { data = await SceneAsync(silo, 3) }, policy = "never", mode = "stream" };
        using (var posted = await silo.Client.SendAsync(
            new(HttpMethod.Post, "/v1/questions") { Content = JsonContent.Create(question) }, HttpCompletionOption.ResponseHeadersRead, Token))
        {
            while ((await silo.RecordAsync("left")).GetProperty("stages").GetArrayLength() < 2) await Task.Delay(100, Token);
        }

        await Task.Delay(TimeSpan.FromSeconds(5), Token);
        await using var web = await chromium.OpenAsync(silo);
        await web.Page.EvaluateAsync("localStorage.setItem('judger.earlier', JSON.stringify([{ id: 'left', question: 'What?', at: 0 }]))");
        await web.LoadAsync();

        await web.Page.ClickAsync("#earlier .entry");

        // It is listened to first, and posted again after ten seconds of silence.
        await web.Answer.WaitForAsync(new() { Timeout = 60_000 });
        Assert.Contains(web.Requests, address => address.EndsWith("/v1/questions/left/events", StringComparison.Ordinal));
        Assert.Contains(web.Requests, address => address.EndsWith("/v1/questions", StringComparison.Ordinal));
        Assert.Equal(
            ["baseline", "locate", "refine", "judge"],
            (await silo.RecordAsync("left")).GetProperty("stages").EnumerateArray().Select(entry => entry.GetProperty("stage").GetString()));
    }

    [Fact]
    public async Task A_question_that_failed_shows_where_and_can_be_asked_again_also_when_it_is_opened_later()
    {
        // The device fails at the feedback, which names the right answer.
        await using var silo = await WebSilo.SimulatedAsync(TimeSpan.FromMilliseconds(1), options =>
        {
            options.Slots[0].Simulated = options.Slots[0].Simulated! with { FailOn = "crimson" };
            options.Questions.MaxStageAttempts = 1;
        });
        await using var web = await chromium.OpenAsync(silo);
        await web.DrawAsync(3);
        await web.ChooseAsync(expert: "reference", policy: "always", reference: "crimson");
        var again = web.Notice.GetByRole(AriaRole.Button, new() { Name = "Ask again" });

        await web.Page.ClickAsync("#ask");
        await again.WaitForAsync();

        Assert.Equal("No answer", await web.Title.TextContentAsync());
        Assert.Equal(["baseline done", "locate done", "refine done", "judge done", "correct failed"], await StatesAsync());
        var failure = (await silo.RecordAsync(await web.IdAsync())).GetProperty("failure").GetProperty("message").GetString();
        Assert.Equal(failure, await web.Page.Locator("[data-state=failed] .muted").First.TextContentAsync());

        await web.LoadAsync();
        await web.Page.ClickAsync("#earlier .entry");
        await again.WaitForAsync();
        Assert.Equal(["baseline done", "locate done", "refine done", "judge done", "correct failed"], await StatesAsync());

        // It goes on where it was: the device fails once more, and nothing else is done twice.
        await again.ClickAsync();
        await web.Page.Locator("[data-state=failed]").Nth(1).WaitForAsync();
        await again.WaitForAsync();
        var entries = (await silo.RecordAsync(await web.IdAsync())).GetProperty("stages").EnumerateArray().ToArray();
        Assert.Equal(2, entries.Count(entry => entry.TryGetProperty("failed", out _)));
        Assert.Equal(entries.Select(entry => entry.GetProperty("stage").GetString()), (await StatesAsync()).Select(state => state.Split(' ')[0]));

        Task<string[]> StatesAsync() =>
            web.Page.Locator(".stage").EvaluateAllAsync<string[]>("all => all.map(one => `${one.dataset.stage} ${one.dataset.state}`)");
    }

    [Fact]
    public async Task A_server_that_is_gone_is_told_plainly()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.Page.RouteAsync("**/v1/**", route => route.AbortAsync());

        await web.Page.ClickAsync("#draw");

        await WebPage.HasTextAsync(web.Notice, "The server cannot be reached");
        await web.Page.UnrouteAllAsync();
        await web.DrawAsync(7);
        Assert.False(await web.Notice.IsVisibleAsync());
    }

    // Asks something that takes long, and leaves it alone if it was taken in.
    private static async Task<bool> TakesMoreAsync(WebSilo silo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMilliseconds(500));
        try
        {
            using var answer = await silo.Client.PostAsJsonAsync(
                "/v1/questions", new { question = "What?", image = new { data = await SceneAsync(silo, 4) }, policy = "never" }, patience.Token);
            return answer.StatusCode != HttpStatusCode.TooManyRequests;
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            return true;
        }
    }

    private static async Task<string?> SceneAsync(WebSilo silo, int seed) =>
        (await silo.Client.GetFromJsonAsync<JsonElement>($"/v1/scenes/{seed}", Token)).GetProperty("image").GetProperty("data").GetString();

    private static async Task<string?> AnsweredByAsync(WebPage web)
    {
        await web.AnswerAsync();
        return await web.Page.TextContentAsync("#answer .source");
    }
}
