using Judger.Cli.Tests.Support;
using Judger.Tests.Shared;

namespace Judger.Cli.Tests;

public sealed class AskTests
{
    [Fact]
    public async Task An_answer_shows_its_work()
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();
        var image = folder.Write("scene.png", TestPng.Scene());

        var record = (await JudgerTool.RunAsync("ask", "--image", image, "--question", "What number is on the red circle?", "--policy", "always", "--overlay", folder["overlay.png"], "--json")).Json();

        Assert.Equal("What number is on the red circle?", record.GetProperty("question").GetString());
        Assert.All(["baseline", "refined"], stage => Assert.True(record.GetProperty(stage).GetProperty("ms").GetDouble() > 0));
        Assert.Equal(1, record.GetProperty("baseline").GetProperty("work").GetProperty("images_encoded").GetInt32());
        var region = record.GetProperty("region");
        Assert.Equal([12, 12], [region.GetProperty("map").GetArrayLength(), region.GetProperty("map")[0].GetArrayLength()]);
        Assert.Equal(4, region.GetProperty("box").GetArrayLength());
        var rounds = record.GetProperty("rounds").EnumerateArray().ToList();
        Assert.NotEmpty(rounds);
        Assert.All(rounds, round => Assert.InRange(round.GetProperty("probability").GetDouble(), 0, 1));
        Assert.True(record.GetProperty("answered_by").GetString() is "refine" or "correct");
        Assert.NotNull(record.GetProperty("answer").GetString());
        Assert.False(record.GetProperty("cut_short").GetBoolean());
        Assert.True(File.Exists(folder["overlay.png"]));
    }

    [Fact]
    public async Task A_served_model_judges()
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();
        await using var server = await FakeExpertServer.SayingAsync("""{"verdict":"incorrect","feedback":"It is a 4.","suggested_answer":"4"}""");

        var record = (await JudgerTool.RunAsync(
            "ask", "--image", folder.Write("scene.png", TestPng.Scene()), "--question", "What number is on the red circle?",
            "--expert", "judge-7b", "--expert-endpoint", server.Endpoint, "--policy", "always", "--rounds", "1", "--json")).Json();

        var round = record.GetProperty("rounds")[0];
        Assert.Equal(("incorrect", "It is a 4.", "4"), (round.GetProperty("verdict").GetString(), round.GetProperty("feedback").GetString(), round.GetProperty("suggested_answer").GetString()));
        Assert.Equal(1020, round.GetProperty("spending").GetProperty("input_tokens").GetInt32() + round.GetProperty("spending").GetProperty("output_tokens").GetInt32());
        Assert.Equal("judge-7b", server.Requests[0].Body.GetProperty("model").GetString());
    }

    [Fact]
    public async Task A_key_file_that_is_not_there_is_told_before_any_work()
    {
        using var folder = new TempFolder();

        (await JudgerTool.RunAsync("ask", "--image", folder.Write("scene.png", TestPng.Scene()), "--question", "Q", "--expert", "gpt-4o", "--api-key-file", folder["none"]))
            .AssertError($"The API key file {folder["none"]} cannot be read");
    }

    [Fact]
    public async Task Without_an_expert_nobody_judges()
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();

        var record = (await JudgerTool.RunAsync("ask", "--image", folder.Write("scene.png", TestPng.Scene()), "--question", "What is it?", "--expert", "none", "--json")).Json();

        Assert.Equal((0, "refine"), (record.GetProperty("rounds").GetArrayLength(), record.GetProperty("answered_by").GetString()));
    }

    [Fact]
    public async Task A_reference_expert_without_the_answer_is_an_error()
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();

        var result = await JudgerTool.RunAsync("ask", "--image", folder.Write("scene.png", TestPng.Scene()), "--question", "What is it?", "--expert", "reference", "--json");

        result.AssertError("The reference expert needs the right answer");
    }

    [Theory]
    [InlineData(0, "The question is empty; ask something.")]
    [InlineData(10_000, "The question has 10000 characters; at most 2000 are answered.")]
    public async Task A_question_without_words_or_without_end_is_an_error(int length, string message)
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();

        var result = await JudgerTool.RunAsync("ask", "--image", folder.Write("scene.png", TestPng.Scene()), "--question", new string('x', length), "--json");

        result.AssertError(message);
    }

    [Fact]
    public async Task A_picture_that_cannot_be_written_is_an_error()
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();

        var result = await JudgerTool.RunAsync("ask", "--image", folder.Write("scene.png", TestPng.Scene()), "--question", "What is it?", "--overlay", folder["no/such/folder.png"], "--json");

        result.AssertError("folder.png cannot be written; check the folder, its permissions and the disk.");
    }
}
