using System.Net.Http.Json;
using System.Text.Json;

namespace Judger.Server.Tests.Http;

/// <summary>What a question cost is told in full: by the record, and by the usage of a chat completion.</summary>
public sealed class WorkTests
{
    private static readonly string[] Kinds = ["images_encoded", "tokens_prefilled", "tokens_reused", "tokens_generated"];

    // The model's judgment of itself is work of the same device.
    [Theory]
    [InlineData("reference", 4)]
    [InlineData("self", 4)]
    public async Task What_the_record_says_was_done_is_what_the_device_says_it_did(string expert, int passes)
    {
        await using var silo = await HttpSilo.StartAsync();

        var record = await (await silo.PostAsync(silo.Question([.. Options(expert).Select(option => (option.Key, option.Value))]))).JsonAsync();

        Assert.Equal(await DoneAsync(silo), Kinds.Select(kind => record.Work(kind)));
        Assert.True(record.GetProperty("stages").EnumerateArray().Count(entry => entry.TryGetProperty("work", out _)) >= passes, record.ToString());
        Assert.Equal(expert == "self", record.Entry("judge").TryGetProperty("work", out _));
        Assert.Equal(expert == "self", record.Entry("judge").TryGetProperty("slot", out _));
    }

    [Theory]
    [InlineData("reference", false)]
    [InlineData("reference", true)]
    [InlineData("self", false)]
    [InlineData("self", true)]
    public async Task The_usage_of_a_chat_completion_is_what_the_device_did(string expert, bool isStream)
    {
        await using var silo = await HttpSilo.StartAsync();
        var image = $"data:image/png;base64,{Convert.ToBase64String(silo.NewImage())}";
        var content = new object[] { new { type = "text", text = "What is it?" }, new { type = "image_url", image_url = new { url = image } } };
        var chat = new
        {
            model = "simulated",
            messages = new[] { new { role = "user", content } },
            judger = Options(expert),
            stream = isStream,
            stream_options = isStream ? new { include_usage = true } : null,
        };

        using var response = await silo.SendAsync(HttpMethod.Post, "/v1/chat/completions", JsonContent.Create(chat));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True(response.IsSuccessStatusCode, text);
        var reply = isStream ? text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^2]["data: ".Length..] : text;
        var usage = JsonSerializer.Deserialize<JsonElement>(reply).GetProperty("usage");
        var done = await DoneAsync(silo);
        var (prompt, cached, generated) = (done[1] + done[2], done[2], done[3]);
        Assert.Equal(
            (prompt, cached, generated, prompt + generated),
            (
                Count(usage, "prompt_tokens"),
                Count(usage.GetProperty("prompt_tokens_details"), "cached_tokens"),
                Count(usage, "completion_tokens"),
                Count(usage, "total_tokens")));

        static int Count(JsonElement counts, string name) => counts.GetProperty(name).GetInt32();
    }

    private static Dictionary<string, object> Options(string expert)
    {
        var options = new Dictionary<string, object> { ["expert"] = expert, ["policy"] = "always", ["max_rounds"] = 1 };
        if (expert == "reference") options["reference_answer"] = "seven";
        return options;
    }

    /// <summary>What the device did, in the order of <see cref="Kinds"/>.</summary>
    private static async Task<int[]> DoneAsync(HttpSilo silo)
    {
        var work = Assert.Single((await silo.ReportAsync()).Slots).Work!.Value;
        return [work.ImagesEncoded, work.TokensPrefilled, work.TokensReused, work.TokensGenerated];
    }
}
