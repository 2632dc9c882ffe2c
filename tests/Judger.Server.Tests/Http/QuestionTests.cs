using System.Globalization;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using Judger.Imaging.Decoders;

namespace Judger.Server.Tests.Http;

/// <summary>Questions over HTTP.</summary>
public sealed class QuestionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_question_is_answered_with_its_record()
    {
        await using var silo = await HttpSilo.StartAsync();

        var record = await (await silo.PostAsync(silo.Question(("id", "q-1")))).JsonAsync();

        Assert.Equal(
            ("q-1", "What is it?", "refine"),
            (record.GetProperty("id").GetString(), record.GetProperty("question").GetString(), record.GetProperty("answered_by").GetString()));
        Assert.Equal(record.Entry("refine").GetProperty("answer").GetProperty("text").GetString(), record.GetProperty("answer").GetString());
        var again = await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/q-1")).JsonAsync();
        Assert.Equal(record.GetProperty("answer").GetString(), again.GetProperty("answer").GetString());
    }

    [Fact]
    public async Task A_form_carries_the_image_as_a_file()
    {
        await using var silo = await HttpSilo.StartAsync();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("What is it?"), "question" },
            { new StringContent("{\"policy\":\"never\",\"crop\":[1,2,31,42]}"), "options" },
            { new ByteArrayContent(silo.NewImage()), "image", "a.png" },
        };

        var record = await (await silo.SendAsync(HttpMethod.Post, "/v1/questions", form)).JsonAsync();

        Assert.Equal([1, 2, 31, 42], record.Entry("locate").GetProperty("region").GetProperty("box").EnumerateArray().Select(side => side.GetInt32()));
    }

    [Theory]
    [InlineData("1", null)]
    [InlineData("2", "attended is 2. Give the index of one of the 2 images, counted from 0.")]
    [InlineData("-1", "attended is -1. Give the index of one of the 2 images, counted from 0.")]
    [InlineData("second", "attended is \"second\". Give the index of an image, counted from 0.")]
    public async Task A_form_says_which_image_to_look_at(string attended, string? error)
    {
        await using var silo = await HttpSilo.StartAsync();
        var other = Convert.ToBase64String(silo.NewImage()).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        using var form = new MultipartFormDataContent
        {
            { new StringContent("What is it?"), "question" },
            { new StringContent($$"""{"policy":"never","other_images":[{"data":"{{other}}"}]}"""), "options" },
            { new StringContent(attended), "attended" },
            { new ByteArrayContent(silo.NewImage()), "image", "a.png" },
        };

        var response = await (await silo.SendAsync(HttpMethod.Post, "/v1/questions", form)).JsonAsync(error is null ? 200 : 400);

        Assert.Equal(error ?? "1", response.GetProperty(error is null ? "attended" : "detail").ToString());
    }

    [Fact]
    public async Task The_same_id_is_the_same_question_and_other_content_a_conflict()
    {
        await using var silo = await HttpSilo.StartAsync();
        var question = silo.Question();
        Task<HttpResponseMessage> PostAsync(object body) =>
            silo.SendAsync(HttpMethod.Post, "/v1/questions", JsonContent.Create(body), headers: headers => headers.Add("Idempotency-Key", "same"));

        var first = await (await PostAsync(question)).JsonAsync();
        var second = await (await PostAsync(question)).JsonAsync();

        Assert.Equal("same", first.GetProperty("id").GetString());
        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal("question_conflict", await (await PostAsync(silo.Question(("question", "Another?")))).ProblemAsync(409));
    }

    [Fact]
    public async Task In_the_background_it_is_accepted_and_found_at_its_location()
    {
        await using var silo = await HttpSilo.StartAsync();

        using var accepted = await silo.PostAsync(silo.Question(("mode", "background"), ("id", "later")));

        Assert.Equal((202, "/v1/questions/later"), ((int)accepted.StatusCode, accepted.Headers.Location?.ToString()));
        JsonElement record = default;
        for (var tries = 0; tries < 200; tries++)
        {
            record = await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/later")).JsonAsync();
            if (record.TryGetProperty("answer", out _)) break;
            await Task.Delay(50, Token);
        }

        Assert.True(record.TryGetProperty("answer", out _), record.ToString());
    }

    [Fact]
    public async Task An_image_may_be_given_by_its_address()
    {
        await using var silo = await HttpSilo.StartAsync();
        var (image, other) = (
            $"data:image/png;base64,{Convert.ToBase64String(silo.NewImage())}",
            $"data:image/png;base64,{Convert.ToBase64String(silo.NewImage())}");
        using var form = new MultipartFormDataContent { { new StringContent("What is it?"), "question" }, { new StringContent(image), "url" } };

        var asked = silo.Question(("image", new { url = image }), ("other_images", new[] { new { url = other } }), ("attended", 1));
        var posted = await (await silo.PostAsync(asked)).JsonAsync();
        var filled = await (await silo.SendAsync(HttpMethod.Post, "/v1/questions", form)).JsonAsync();

        var both = posted.GetProperty("images").EnumerateArray().Select(digest => digest.GetString()).ToArray();
        Assert.Equal((2, 2, 1), (both.Length, both.Distinct().Count(), posted.GetProperty("attended").GetInt32()));
        Assert.Equal([both[0]], filled.GetProperty("images").EnumerateArray().Select(digest => digest.GetString()));
        Assert.False(filled.TryGetProperty("attended", out _));
    }

    [Fact]
    public async Task Stages_stream_and_a_broken_stream_goes_on_where_it_was()
    {
        await using var silo = await HttpSilo.StartAsync();

        var all = await EventsAsync(await silo.PostAsync(silo.Question(("mode", "stream"), ("id", "s"))));
        var rest = await EventsAsync(await silo.SendAsync(HttpMethod.Get, "/v1/questions/s/events", headers: headers => headers.Add("Last-Event-ID", "3")));

        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7"], all.Select(item => item.EventId));
        Assert.Equal(["stage", "stage", "stage", "stage", "stage", "stage", "stage", "answer"], all.Select(item => item.EventType));
        using var started = JsonDocument.Parse(all[0].Data);
        Assert.Equal(("baseline", false), (started.RootElement.GetProperty("stage").GetString(), started.RootElement.GetProperty("finished").GetBoolean()));
        Assert.False(started.RootElement.TryGetProperty("entry", out _));

        // What the events tell is the log, entry by entry. A stage that is skipped has an end only.
        var told = all.SkipLast(1).Select(item => JsonSerializer.Deserialize<JsonElement>(item.Data))
            .Where(happened => happened.GetProperty("finished").GetBoolean());
        var log = JsonSerializer.Deserialize<JsonElement>(all[^1].Data).GetProperty("stages").EnumerateArray();
        Assert.Equal(log.Select(entry => entry.GetRawText()), told.Select(happened => happened.GetProperty("entry").GetRawText()));
        Assert.Contains("\"skipped\":", all[6].Data, StringComparison.Ordinal);
        Assert.Equal(all.Skip(4).Select(item => item.EventId), rest.Select(item => item.EventId));
        Assert.Equal(all[^1].Data, rest[^1].Data);
    }

    [Fact]
    public async Task Its_pictures_can_be_looked_at()
    {
        await using var silo = await HttpSilo.StartAsync();
        var record = await (await silo.PostAsync(silo.Question(("id", "p")))).JsonAsync();
        var box = record.Entry("locate").GetProperty("region").GetProperty("box").EnumerateArray().Select(side => side.GetInt32()).ToArray();

        var crop = ImageDecoder.Decode(await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/p/crop.png")).Content.ReadAsByteArrayAsync(Token));
        var image = ImageDecoder.Decode(await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/p/image.png")).Content.ReadAsByteArrayAsync(Token));
        using var overlay = await silo.SendAsync(HttpMethod.Get, "/v1/questions/p/overlay.png");

        Assert.Equal((box[2] - box[0], box[3] - box[1]), (crop.Width, crop.Height));
        Assert.Equal((96, 64), (image.Width, image.Height));
        Assert.Equal("not_found", await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/none/image.png")).ProblemAsync(404));
        Assert.Equal("image/png", overlay.Content.Headers.ContentType?.MediaType);
        Assert.Equal(0, ImageDecoder.Decode(await overlay.Content.ReadAsByteArrayAsync(Token)).Width % 96);
    }

    [Fact]
    public async Task The_record_says_who_did_the_work_and_where_the_map_lies()
    {
        await using var silo = await HttpSilo.StartAsync();

        var record = await (await silo.PostAsync(silo.Question())).JsonAsync();

        Assert.Equal(
            ("self", "never"),
            (record.GetProperty("options").GetProperty("expert").GetString(), record.GetProperty("options").GetProperty("policy").GetString()));
        Assert.All(["baseline", "locate", "refine"], stage => Assert.Equal("local/simulated:0/simulated", record.Entry(stage).GetProperty("slot").GetString()));
        Assert.Equal("The question asked for no judgment.", record.Entry("judge").GetProperty("skipped").GetString());
        Assert.False(record.Entry("judge").TryGetProperty("slot", out _));

        // The central square of 96 by 64 pixels.
        Assert.Equal([16, 0, 64, 64], record.Entry("locate").GetProperty("region").GetProperty("frame").EnumerateArray().Select(side => side.GetDouble()));
    }

    [Fact]
    public async Task A_stream_that_is_refused_says_when_to_come_again()
    {
        // One question runs, one waits; the slot takes no more.
        await using var silo = await HttpSilo.StartAsync(options => options.Slots[0].Engine = new() { Lanes = 1, QueueTokens = 1 }, stepMilliseconds: 50);

        var streams = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ => await silo.PostAsync(silo.Question(("mode", "stream")))));

        var refused = streams.Where(stream => !stream.IsSuccessStatusCode).ToList();
        Assert.NotEmpty(refused);
        foreach (var stream in refused)
        {
            Assert.Equal("overloaded", await stream.ProblemAsync(429));
            Assert.InRange(int.Parse(stream.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 1, 600);
        }

        foreach (var stream in streams.Except(refused)) Assert.Equal("answer", (await EventsAsync(stream))[^1].EventType);
    }

    [Fact]
    public async Task A_question_that_is_cancelled_has_no_answer()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 1000);
        await (await silo.PostAsync(silo.Question(("mode", "background"), ("id", "c")))).JsonAsync(202);

        using var cancelled = await silo.SendAsync(HttpMethod.Delete, "/v1/questions/c");

        Assert.Equal(204, (int)cancelled.StatusCode);
        Assert.True((await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/c")).JsonAsync()).GetProperty("cancelled").GetBoolean());
    }

    [Fact]
    public async Task A_question_in_its_first_stage_is_there_and_can_be_cancelled()
    {
        await using var silo = await HttpSilo.StartAsync(stepMilliseconds: 1000);
        using var stream = await silo.PostAsync(silo.Question(("mode", "stream"), ("id", "first")));
        await using var events = SseParser.Create(await stream.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await events.MoveNextAsync());

        var begun = await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/first")).JsonAsync();
        using var cancelled = await silo.SendAsync(HttpMethod.Delete, "/v1/questions/first");

        Assert.Equal(("What is it?", false), (begun.GetProperty("question").GetString(), begun.GetProperty("stages").GetArrayLength() > 0));
        Assert.Equal(204, (int)cancelled.StatusCode);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("error", events.Current.EventType);
        Assert.Contains("question_cancelled", events.Current.Data, StringComparison.Ordinal);
        Assert.True((await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/first")).JsonAsync()).GetProperty("cancelled").GetBoolean());
    }

    [Theory]
    [InlineData("""{"image":{"digest":"00"}}""", 400, "question_rejected")]
    [InlineData("""{"question":"Q"}""", 400, "question_rejected")]
    [InlineData("""{"question":"Q","image":{"digest":"zz"}}""", 400, "question_rejected")]
    [InlineData("""{"question":"Q","image":{"data":"bm8gaW1hZ2U="}}""", 400, "image_rejected")]
    [InlineData("""{"question":"Q","image":{"digest":"0000000000000000000000000000000000000000000000000000000000000000"}}""", 404, "image_missing")]
    [InlineData("""{"question":"Q","image":{"data":"?"}}""", 400, "bad_request")]
    [InlineData("""{"question":"Q","image":{"data":"AA==","url":"data:image/png;base64,AA=="}}""", 400, "question_rejected")]
    [InlineData("""{"question":"Q","image":{"url":"data:image/png;base64,AA=="}}""", 400, "image_rejected")]
    [InlineData("""{"question":"Q","image":{"url":"data:image/png,x"}}""", 400, "image_rejected")]
    [InlineData("""{"question":"Q","image":{"url":"https://example.com/a.png"}}""", 400, "image_rejected")]
    [InlineData("""{"question":"Q","colour":3}""", 400, "bad_request")]
    [InlineData("""{"question":"Q","policy":"sometimes"}""", 400, "bad_request")]
    [InlineData("""{"question":""", 400, "bad_request")]
    [InlineData("null", 400, "question_rejected")]
    [InlineData("""{"question":"Q","id":"../x","image":{"data":"AA=="}}""", 400, "question_rejected")]
    [InlineData("""{"question":"Q","image":{"data":"AA=="},"crop":[1,2]}""", 400, "bad_request")]
    [InlineData("""{"question":"Q","image":{"digest":"DIGEST"},"attended":1}""", 400, "question_rejected")]
    [InlineData("""{"question":"Q","image":{"digest":"DIGEST"},"attended":-1}""", 400, "question_rejected")]
    [InlineData("""{"question":"Q","image":{"data":"AAAA="}}""", 400, "bad_request")]
    public async Task What_makes_no_sense_is_told_by_a_code(string body, int status, string code)
    {
        await using var silo = await HttpSilo.StartAsync();

        using var content = new StringContent(body.Replace("DIGEST", new('0', 64), StringComparison.Ordinal), Encoding.UTF8, "application/json");

        Assert.Equal(code, await (await silo.SendAsync(HttpMethod.Post, "/v1/questions", content)).ProblemAsync(status));
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_not_taken()
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Http.MaxBodyBytes = 1 << 20);

        Assert.Equal("not_found", await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/none")).ProblemAsync(404));
        Assert.Equal("not_found", await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/none/events")).ProblemAsync(404));
        Assert.Equal("not_found", await (await silo.SendAsync(HttpMethod.Delete, "/v1/questions/none")).ProblemAsync(404));

        // Cancelling did not make it.
        Assert.Equal("not_found", await (await silo.SendAsync(HttpMethod.Get, "/v1/questions/none")).ProblemAsync(404));
        Assert.Equal("unsupported_media_type", await (await silo.SendAsync(HttpMethod.Post, "/v1/questions", new StringContent("hello"))).ProblemAsync(415));
        Assert.Equal(
            "body_too_large",
            await (await silo.SendAsync(HttpMethod.Post, "/v1/questions", JsonContent.Create(new { question = new string('x', 2 << 20) }))).ProblemAsync(413));
    }

    [Fact]
    public async Task Health_says_what_is_missing()
    {
        await using var silo = await HttpSilo.StartAsync();
        await using var gateway = await HttpSilo.StartAsync(options => options.Slots = []);

        Assert.Equal("ready", await silo.Client.GetStringAsync("/health/ready", Token));
        using var ready = await gateway.SendAsync(HttpMethod.Get, "/health/ready");
        Assert.Equal((503, "not ready: no silo of the cluster offers All"), ((int)ready.StatusCode, await ready.Content.ReadAsStringAsync(Token)));
        Assert.Equal("live", await gateway.Client.GetStringAsync("/health/live", Token));
    }

    private static async Task<List<SseItem<string>>> EventsAsync(HttpResponseMessage response)
    {
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var items = new List<SseItem<string>>();
        await foreach (var item in SseParser.Create(await response.Content.ReadAsStreamAsync(Token)).EnumerateAsync(Token)) items.Add(item);
        return items;
    }
}
