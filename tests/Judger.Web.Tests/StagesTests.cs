using System.Text.Json;
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
            ["baseline-0 running", "baseline-0 done", "locate-0 running", "locate-0 done", "refine-0 running", "refine-0 done", "judge-0 running", "judge-0 done"],
            (await web.SeenAsync()).Where(state => state.EndsWith("running", StringComparison.Ordinal) || state.EndsWith("done", StringComparison.Ordinal)));
        Assert.Equal("right", await web.Page.TextContentAsync("#answer .chip"));
        Assert.Equal("correct", await web.Page.TextContentAsync("[data-stage=judge] .chip"));
        Assert.Equal("Nothing to correct.", await web.Page.TextContentAsync("[data-key=correct-0] .muted"));
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
        foreach (var (stage, member) in new[] { ("baseline", "baseline"), ("refine", "refined") })
        {
            var said = record.GetProperty(member);
            Assert.Equal(said.GetProperty("text").GetString(), await web.Page.TextContentAsync($"[data-stage={stage}] .text"));
            Assert.Equal($"{Math.Round(100 * Math.Exp(said.GetProperty("mean_log_probability").GetDouble()))} % certain", await web.Page.TextContentAsync($"[data-stage={stage}] .sure"));
        }

        await web.Page.ClickAsync("#details summary");
        Assert.Equal("local/cpu:0/judger-tiny", record.GetProperty("slots").GetProperty("baseline").GetString());
        Assert.Equal("local/cpu:0/judger-tiny", await web.Page.TextContentAsync("#table tbody tr:first-child td"));
        Assert.Equal(await web.Page.Locator(".stage[data-state=done]").CountAsync(), await web.Page.Locator("#table tbody tr").CountAsync());
    }

    [Fact]
    public async Task Attention_is_drawn_and_the_box_closes_in_on_the_crop()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.AskAsync("What number is on the purple square?");
        var region = (await embedded.Silo.RecordAsync(await web.IdAsync())).GetProperty("region");
        var box = Numbers(region.GetProperty("box"));

        // Where the box is in the end, in pixels of the image.
        var found = await web.Page.EvaluateAsync<double[]>("""
            async () => {
              const box = document.getElementById('box');
              await Promise.all(box.getAnimations().map(animation => animation.finished));
              const inner = box.getBoundingClientRect(), outer = box.parentElement.getBoundingClientRect(), scale = document.getElementById('image').naturalWidth / outer.width;
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
            "([x, y]) => { const heat = document.getElementById('heat'); return heat.getContext('2d').getImageData(heat.width * x, heat.height * y, 1, 1).data[3]; }",
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
        var rounds = record.GetProperty("rounds").EnumerateArray().ToArray();
        Assert.Equal(record.GetProperty("answer").GetString(), answer);
        Assert.Equal("correct", record.GetProperty("answered_by").GetString());
        Assert.Equal(rounds[0].GetProperty("feedback").GetString(), await web.Page.TextContentAsync("[data-key=judge-0] blockquote"));
        Assert.Equal("incorrect", await web.Page.TextContentAsync("[data-key=judge-0] .chip"));
        Assert.Equal(rounds[0].GetProperty("corrected").GetProperty("text").GetString(), await web.Page.TextContentAsync("[data-key=correct-0] .text"));
        Assert.Equal(rounds.Length, await web.Page.Locator("[data-stage=judge]").CountAsync());
        Assert.Equal("wrong, the truth is 9", await web.Page.TextContentAsync("#answer .chip"));
        var seen = await web.SeenAsync();
        Assert.True(Array.IndexOf(seen, "judge-0 done") < Array.IndexOf(seen, "correct-0 running") && Array.IndexOf(seen, "correct-0 running") < Array.IndexOf(seen, "correct-0 done"), string.Join(", ", seen));
    }

    [Fact]
    public async Task Who_cannot_see_hears_what_was_found()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.Page.EvaluateAsync("() => { window.heard = []; new MutationObserver(() => window.heard.push(document.getElementById('live').textContent)).observe(document.getElementById('live'), { childList: true }); }");
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
        var record = await (await embedded.Silo.Client.GetAsync($"/v1/questions/{await web.IdAsync()}", TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        foreach (var (url, href) in new[] { ("http://127.0.0.1:1/trace/ab", "http://127.0.0.1:1/trace/ab"), ("/traces/ab", $"{embedded.Silo.Address}/traces/ab"), ("javascript:alert(1)", null) })
        {
            await web.Page.UnrouteAllAsync();
            await web.Page.RouteAsync("**/v1/questions/*", route => route.FulfillAsync(new() { ContentType = "application/json", Body = $$"""{"trace":{"url":"{{url}}"},{{record.TrimStart()[1..]}}""" }));
            await web.Page.ClickAsync("#earlier .entry");
            await web.AnswerAsync();
            Assert.Equal(href, href is null ? await web.Page.Locator("a.trace").CountAsync() == 0 ? null : "linked" : await web.Page.EvaluateAsync<string>("document.querySelector('a.trace').href"));
        }
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
