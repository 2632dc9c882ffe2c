using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>The timeline: when each stage ran, and what of it was the queue's and the device's.</summary>
public sealed class TimelineTests(Chromium chromium, EmbeddedSilo embedded)
{
    [Fact]
    public async Task Each_stage_is_where_the_record_has_it()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.Page.ClickAsync("#example");
        await web.AnswerAsync();
        var entries = (await embedded.Silo.RecordAsync(await web.IdAsync())).GetProperty("stages").EnumerateArray().ToArray();

        var rows = await RowsAsync(web);

        Assert.Equal(entries.Length, rows.Length);
        var first = Began(entries[0]);
        var end = entries.Max(entry => (Began(entry) - first).TotalMilliseconds + Ms(entry));
        foreach (var (row, entry) in rows.Zip(entries))
        {
            Assert.Equal(100 * (Began(entry) - first).TotalMilliseconds / end, row.Left, tolerance: 1);
            Assert.Equal(100 * Ms(entry) / end, row.Width, tolerance: 1);
            if (!entry.TryGetProperty("work", out var work)) continue;
            var (queue, device) = (work.GetProperty("queue_ms").GetDouble(), work.GetProperty("device_ms").GetDouble());
            Assert.Equal(queue > 0 ? 100 * queue / Math.Max(Ms(entry), queue + device) : 0, row.Queue, tolerance: 0.5);
            Assert.Equal(device > 0 ? 100 * device / Math.Max(Ms(entry), queue + device) : 0, row.Device, tolerance: 0.5);
            Assert.Contains($"{work.GetProperty("tokens_prefilled").GetInt32():N0} tokens read", row.Figures, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_long_pause_is_cut_and_named()
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        await web.DrawAsync(7);
        await web.ChooseAsync(policy: "never");
        await web.AskAsync();
        var record = JsonNode.Parse((await embedded.Silo.RecordAsync(await web.IdAsync())).GetRawText())!.AsObject();
        record["stages"] = JsonNode.Parse(
            """
            [
              {"stage":"baseline","began":"2026-01-01T00:00:00Z","ms":1000,"answer":{"text":"4"},
               "work":{"queue_ms":250,"device_ms":500,"tokens_prefilled":1200,"tokens_reused":34,"tokens_generated":2}},
              {"stage":"locate","began":"2026-01-01T00:00:01Z","ms":0,"skipped":"sure (0.97)"},
              {"stage":"refine","began":"2026-01-01T01:00:00Z","ms":1000,"answer":{"text":"4"}}
            ]
            """);
        await web.Page.RouteAsync("**/v1/questions/*", route => route.FulfillAsync(new() { ContentType = "application/json", Body = record.ToJsonString() }));

        await web.Page.ClickAsync("#earlier .entry");
        await WebPage.HasTextAsync(web.Page.Locator(".timeline .total"), "2.10 s in all · 1,200 tokens read, 34 reused, 2 written");

        var rows = await RowsAsync(web);
        Assert.Equal(2, rows.Length);
        Assert.Equal("from 0 ms · queue 250 ms · device 500 ms · 1,200 tokens read, 34 reused, 2 written", rows[0].Figures);
        Assert.Equal((0, 25, 50), (rows[0].Left, rows[0].Queue, rows[0].Device));
        Assert.Equal(100 * 1000 / 2100.0, rows[0].Width, tolerance: 0.01);
        Assert.Equal(100 * 1100 / 2100.0, rows[1].Left, tolerance: 0.01);
        Assert.Equal("after a pause of 3599.0 s · from 1.10 s", rows[1].Figures);
    }

    private static DateTimeOffset Began(JsonElement entry) => entry.GetProperty("began").GetDateTimeOffset();

    private static double Ms(JsonElement entry) => entry.GetProperty("ms").GetDouble();

    private static async Task<Row[]> RowsAsync(WebPage web)
    {
        var rows = await web.Page.Locator(".timeline li").EvaluateAllAsync<string[]>(
            """
            all => all.map(row => {
              const percent = text => /([\d.e-]+)%/.exec(text ?? '0%')[1];
              const bar = row.querySelector('.bar-of'), part = name => percent(bar.querySelector(`.${name}`)?.style.width);
              return [percent(bar.style.left), percent(bar.style.width), part('queue'), part('device'), row.querySelector('.figures').textContent].join('|');
            })
            """);
        return [.. rows
            .Select(row => row.Split('|'))
            .Select(parts => new Row(Number(parts[0]), Number(parts[1]), Number(parts[2]), Number(parts[3]), parts[4]))];

        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    private sealed record Row(double Left, double Width, double Queue, double Device, string Figures);
}
