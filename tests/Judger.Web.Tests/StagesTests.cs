using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>A question's stages as the page shows them.</summary>
public sealed class StagesTests(Chromium chromium, EmbeddedSilo embedded)
{
    [Fact]
    public async Task Every_stage_arrives_in_its_order_and_the_final_answer_is_right()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.ChooseAsync(expert: "reference", policy: "always", reference: "4");

        var answer = await web.AskAsync("What number is on the purple square?");

        Assert.Equal("4", answer);
        Assert.Equal(
            [
                "baseline-0 running", "baseline-0 done", "locate-0 running", "locate-0 done", "refine-0 running", "refine-0 done",
                "judge-1 running", "judge-1 done",
            ],
            (await web.SeenAsync()).Where(state => state.EndsWith("running", StringComparison.Ordinal) || state.EndsWith("done", StringComparison.Ordinal)));
        Assert.Equal("right", await web.Page.TextContentAsync("#answer .chip"));
        Assert.Equal("correct", await web.Page.TextContentAsync("[data-stage=judge] .chip"));
        Assert.Equal("Nothing to correct.", await web.Page.TextContentAsync("[data-stage=correct] .muted"));
        Assert.Contains("Given by the refined answer", await web.Page.TextContentAsync("#answer .source"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_shown_is_what_the_record_says()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.AskAsync();
        var record = await embedded.Silo.RecordAsync(await web.IdAsync());

        Assert.Equal(record.GetProperty("answer").GetString(), await web.AnswerAsync());
        foreach (var stage in new[] { "baseline", "refine" })
        {
            var said = Entry(record, stage).GetProperty("answer");
            Assert.Equal(said.GetProperty("text").GetString(), await web.Page.TextContentAsync($"[data-stage={stage}] .text"));
            Assert.Equal(
                $"{Math.Round(100 * Math.Exp(said.GetProperty("mean_log_probability").GetDouble()))} % certain",
                await web.Page.TextContentAsync($"[data-stage={stage}] .sure"));
        }

        await web.Page.ClickAsync("#details summary");
        var done = record.GetProperty("stages").EnumerateArray().Where(entry => !entry.TryGetProperty("skipped", out _)).ToArray();
        Assert.Equal("local/cpu:0/judger-tiny", done[0].GetProperty("slot").GetString());
        var slots = done.Select(entry => entry.GetProperty("slot").GetString());
        Assert.Equal(slots, await web.Page.Locator("#table tbody td:nth-child(2)").AllTextContentsAsync());
        var prefilled = done.Select(entry => entry.TryGetProperty("work", out var work) ? $"{work.GetProperty("tokens_prefilled").GetInt32():N0}" : "");
        Assert.Equal(prefilled, await web.Page.Locator("#table tbody td:nth-child(7)").AllTextContentsAsync());
        Assert.Equal(done.Length, await web.Page.Locator(".stage[data-state=done]").CountAsync());
        Assert.Equal(await web.Page.Locator(".stage[data-state=done]").CountAsync(), await web.Page.Locator("#table tbody tr").CountAsync());
    }

    [Fact]
    public async Task Attention_is_drawn_and_the_box_closes_in_on_the_crop()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.AskAsync("What number is on the purple square?");
        var region = Entry(await embedded.Silo.RecordAsync(await web.IdAsync()), "locate").GetProperty("region");
        var box = Numbers(region.GetProperty("box"));

        // Where the box is in the end, in pixels of the image.
        var found = await web.Page.EvaluateAsync<double[]>("""
            async () => {
              const box = document.getElementById('box');
              await Promise.all(box.getAnimations().map(animation => animation.finished));
              const inner = box.getBoundingClientRect(), outer = box.parentElement.getBoundingClientRect();
              const scale = document.getElementById('image').naturalWidth / outer.width;
              return [inner.left - outer.left, inner.top - outer.top, inner.right - outer.left, inner.bottom - outer.top].map(side => side * scale);
            }
            """);

        Assert.All(box.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance: 1));

        // The strongest patch of the map is where the heat is.
        var map = region.GetProperty("map").EnumerateArray().Select(Numbers).ToArray();
        var cells = map.SelectMany((row, y) => row.Select((value, x) => (value, x, y))).ToArray();
        var (strongest, weakest) = (cells.MaxBy(cell => cell.value), cells.MinBy(cell => cell.value));
        Assert.InRange(await HeatAsync(strongest.x, strongest.y), 150, 255);
        Assert.InRange(await HeatAsync(weakest.x, weakest.y), 0, 100);

        var crop = await web.Page.EvaluateAsync<int[]>("(({ width, height }) => [width, height])(document.querySelector('.region canvas'))");
        Assert.Equal([(int)(box[2] - box[0]), (int)(box[3] - box[1])], crop);

        await web.Page.UncheckAsync("#show-heat");
        await web.Page.UncheckAsync("#show-box");
        Assert.False(await web.Page.Locator("#box").IsVisibleAsync());

        Task<int> HeatAsync(int x, int y) => web.Page.EvaluateAsync<int>(
            "([x, y]) => { const heat = document.getElementById('heat'); return heat.getContext('2d').getImageData(heat.width * x, "
            + "heat.height * y, 1, 1).data[3]; }",
            new[] { (x + 0.5) / map[0].Length, (y + 0.5) / map.Length });
    }

    [Fact]
    public async Task A_judgment_is_shown_with_the_correction_that_it_led_to()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.ChooseAsync(expert: "reference", policy: "always", reference: "2");

        var answer = await web.AskAsync("What number is on the pink object?");

        var record = await embedded.Silo.RecordAsync(await web.IdAsync());
        var (judged, corrected) = (Entry(record, "judge"), Entry(record, "correct"));
        Assert.Equal((1, 1), (judged.GetProperty("round").GetInt32(), corrected.GetProperty("round").GetInt32()));
        Assert.Equal(record.GetProperty("answer").GetString(), answer);
        Assert.Equal("correct", record.GetProperty("answered_by").GetString());
        Assert.Equal(judged.GetProperty("judgment").GetProperty("feedback").GetString(), await web.Page.TextContentAsync("[data-key=judge-1] blockquote"));
        Assert.Equal("incorrect", await web.Page.TextContentAsync("[data-key=judge-1] .chip"));
        Assert.Equal(corrected.GetProperty("answer").GetProperty("text").GetString(), await web.Page.TextContentAsync("[data-key=correct-1] .text"));
        var rounds = record.GetProperty("stages").EnumerateArray().Count(entry => entry.TryGetProperty("judgment", out _));
        Assert.Equal(rounds, await web.Page.Locator("[data-stage=judge]").CountAsync());
        Assert.Equal("wrong, the truth is 9", await web.Page.TextContentAsync("#answer .chip"));
        var seen = await web.SeenAsync();
        string[] order = ["judge-1 done", "correct-1 running", "correct-1 done"];
        Assert.Equal(order, seen.Where(order.Contains));
    }

    [Fact]
    public async Task Who_cannot_see_hears_what_was_found()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.Page.EvaluateAsync(
            "() => { window.heard = []; new MutationObserver(() => "
            + "window.heard.push(document.getElementById('live').textContent)).observe(document.getElementById('live'), { childList: true }); }");
        await web.DrawAsync(7);
        await web.ChooseAsync(policy: "never");

        var answer = await web.AskAsync("What number is on the purple square?");

        var heard = await web.Page.EvaluateAsync<string[]>("window.heard");
        Assert.Equal($"Answer: {answer}", heard[^1]);
        Assert.Contains(heard, text => text.StartsWith("Scene 7 is drawn", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_trace_is_linked_where_the_record_has_one_and_only_as_an_address()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.AskAsync();
        Assert.Equal(0, await web.Page.Locator("a.trace").CountAsync());
        var record = await (await embedded.Silo.Client.GetAsync($"/v1/questions/{await web.IdAsync()}", TestContext.Current.CancellationToken)).Content
            .ReadAsStringAsync(TestContext.Current.CancellationToken);

        foreach (var (url, href) in new[]
        {
            ("http://127.0.0.1:1/trace/ab", "http://127.0.0.1:1/trace/ab"),
            ("/traces/ab", $"{embedded.Silo.Address}/traces/ab"),
            ("javascript:alert(1)", null),
        })
        {
            await web.Page.UnrouteAllAsync();
            await web.Page.RouteAsync(
                "**/v1/questions/*",
                route => route.FulfillAsync(new() { ContentType = "application/json", Body = $$"""{"trace":{"url":"{{url}}"},{{record.TrimStart()[1..]}}""" }));
            await web.Page.ClickAsync("#earlier .entry");
            await web.AnswerAsync();
            Assert.Equal(
                href,
                href is null
                    ? await web.Page.Locator("a.trace").CountAsync() == 0 ? null : "linked"
                    : await web.Page.EvaluateAsync<string>("document.querySelector('a.trace').href"));
        }
    }

    // What the page knows of stages is their outcomes: a stage of any name shows itself, and every kind of outcome has its own look.
    [Fact]
    public async Task A_log_with_every_kind_of_outcome_and_a_stage_that_is_new_is_shown_as_it_is()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.ChooseAsync(expert: "reference", policy: "always", reference: "4");
        await web.AskAsync("What number is on the purple square?");
        var record = JsonNode.Parse((await embedded.Silo.RecordAsync(await web.IdAsync())).GetRawText())!.AsObject();
        var stages = record["stages"]!.AsArray();
        foreach (var (stage, round, outcome) in new[]
        {
            ("refine", 0, """{"failed":{"message":"The device is gone.","attempts":3}}"""),
            ("refine", 0, """{"slot":"local/cpu:0/judger-tiny","answer":{"text":"four","mean_log_probability":"-Infinity"}}"""),
            ("double_check", 0, """{"answer":{"text":"five","mean_log_probability":0}}"""),
            (
                "judge",
                2,
                """
                {"judgment":{"verdict":"unable","feedback":"","failure":{"kind":"timed_out","message":"It was late."},
                "spending":{"requests":1,"input_tokens":2000,"output_tokens":3,"dollars":0.25}}}
                """),
            ("choose", 2, """{"choice":{"chosen":"earlier"}}"""),
            ("correct", 2, """{"skipped":"It is good as it is."}"""),
            ("future", 0, """{"wonder":1}"""),
        })
        {
            var entry = JsonNode.Parse(outcome)!.AsObject();
            (entry["stage"], entry["began"], entry["ms"]) = (stage, "2026-01-01T00:00:00Z", 12.5);
            if (round > 0) entry["round"] = round;
            stages.Add(entry);
        }

        await web.Page.RouteAsync("**/v1/questions/*", route => route.FulfillAsync(new() { ContentType = "application/json", Body = record.ToJsonString() }));
        await web.Page.ClickAsync("#earlier .entry");
        await web.Page.Locator("[data-stage=future]").WaitForAsync();

        Assert.Equal(
            [
                "Baseline done", "Look done", "Refine done", "Judge done", "Refine failed", "Refine done", "Double check done", "Judge, round 2 done",
                "Choose, round 2 done", "Correct, round 2 skipped", "Future done",
            ],
            await web.Page.Locator(".stage").EvaluateAllAsync<string[]>(
                "all => all.map(one => `${one.querySelector('h3').textContent} ${one.dataset.state}`)"));
        Assert.Equal(["The device is gone."], await TextsAsync(5, ".muted"));
        Assert.Equal(["four"], await TextsAsync(6, ".said > *"));
        Assert.Equal(["five", "100 % certain"], await TextsAsync(7, ".said > *"));
        Assert.Equal(["on “five”, by the known answer", "1 request, 2,000 tokens in, 3 out, $0.25"], await TextsAsync(8, ".muted"));
        Assert.Equal(["It was late."], await TextsAsync(8, ".problem"));
        Assert.Equal(["It chose the refined answer."], await TextsAsync(9, ".body p"));
        Assert.Equal(["It is good as it is."], await TextsAsync(10, ".muted"));
        Assert.Equal(9, await web.Page.Locator("#table tbody tr").CountAsync());

        Task<IReadOnlyList<string>> TextsAsync(int stage, string selector) => web.Page.Locator($".stage:nth-child({stage}) {selector}").AllTextContentsAsync();
    }

    [Fact]
    public async Task A_judgment_that_is_not_needed_says_why_in_the_words_of_the_log()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.ChooseAsync(policy: "never");

        await web.AskAsync("What number is on the purple square?");

        var reason = Entry(await embedded.Silo.RecordAsync(await web.IdAsync()), "judge").GetProperty("skipped").GetString();
        Assert.Equal([reason!, "Nothing was judged."], await web.Page.Locator("[data-state=skipped] .muted").AllTextContentsAsync());
        Assert.DoesNotContain("judge-1 running", await web.SeenAsync());
    }

    private static JsonElement Entry(JsonElement record, string stage) =>
        record.GetProperty("stages").EnumerateArray().First(entry => entry.GetProperty("stage").GetString() == stage);

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
