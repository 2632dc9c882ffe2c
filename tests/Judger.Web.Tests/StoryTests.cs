using System.Text.Json;
using Judger.Web.Tests.Support;

namespace Judger.Web.Tests;

/// <summary>The words in which the page tells how an answer came about.</summary>
public sealed class StoryTests(Chromium chromium, EmbeddedSilo embedded)
{
    private const string Baseline = """{"stage":"baseline","answer":{"text":"7"}}""";
    private const string Wrong = """{"stage":"judge","judgment":{"verdict":"incorrect"}}""";
    private const string Right = """{"stage":"judge","judgment":{"verdict":"correct"}}""";

    [Theory]
    [InlineData("self", "7", new[] { Baseline }, "", "This is the first answer, from the whole image.")]
    [InlineData("self", "7", new[] { Baseline, "refine 7" }, "", "The first answer held after a closer look.")]
    [InlineData("self", "7", new[] { Baseline, "refine 7", Right }, "", "The first answer held after a closer look. The model judged it right.")]
    [InlineData("self", "4", new[] { Baseline, "refine 4" }, "7", "The model said “7” at first. After a closer look it changed its answer.")]
    [InlineData("judge", "4", new[] { Baseline, "refine 4", Right }, "7",
        "The model said “7” at first. After a closer look it changed its answer. The expert judge judged it right.")]
    [InlineData("judge", "4", new[] { Baseline, "refine 7", Wrong, "correct 4" }, "7!",
        "The model said “7” at first. The expert judge judged that wrong, and the model corrected it.")]
    [InlineData("reference", "4", new[] { Baseline, "refine 7", Wrong, "correct 5", Wrong, "correct 4", Right }, "7! 5!",
        "The model said “7” at first, then “5”. That differs from the known answer, and the model corrected it. The correction agrees with it.")]
    [InlineData("self", "4", new[] { Baseline, "refine 4", Wrong, "correct 4" }, "7",
        "The model said “7” at first. After a closer look it changed its answer. The model judged that wrong, but it gave no other answer.")]
    [InlineData("self", "7", new[] { Baseline, "refine 7", Wrong, "correct 7" }, "",
        "The first answer held after a closer look. The model judged that wrong, but it gave no other answer.")]
    [InlineData("self", "7", new[] { Baseline, "refine 7", """{"stage":"judge","judgment":{"verdict":"unable"}}""" }, "",
        "The first answer held after a closer look.")]
    public async Task It_tells_what_changed_and_why(string expert, string answer, string[] stages, string before, string text)
    {
        await using var web = await chromium.OpenAsync(embedded.Silo);
        var record = JsonSerializer.Serialize(new { answer, options = new { expert }, stages = stages.Select(Entry) });

        var story = await web.Page.EvaluateAsync<JsonElement>("async record => (await import('/web/story.js')).storyOf(JSON.parse(record))", record);

        Assert.Equal(text, story.GetProperty("text").GetString());
        Assert.Equal(
            before.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            story.GetProperty("before").EnumerateArray()
                .Select(one => one.GetProperty("text").GetString() + (one.GetProperty("isWrong").GetBoolean() ? "!" : "")));
    }

    private static JsonElement Entry(string stage) => stage.StartsWith('{')
        ? JsonElement.Parse(stage)
        : JsonSerializer.SerializeToElement(new { stage = stage.Split(' ')[0], answer = new { text = stage.Split(' ')[1] } });
}
