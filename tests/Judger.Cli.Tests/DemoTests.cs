using System.Text.Json;
using Judger.Cli.Tests.Support;
using Judger.Imaging.Decoders;

namespace Judger.Cli.Tests;

public sealed class DemoTests
{
    [Fact]
    public async Task A_demo_asks_four_questions_and_writes_its_pictures()
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();

        var report = (await JudgerTool.RunAsync("demo", "--seed", "7", "--output", folder.Root, "--json")).Json();

        var questions = report.GetProperty("questions").EnumerateArray().ToList();
        Assert.Equal((7, "self", 4), (report.GetProperty("seed").GetInt32(), report.GetProperty("expert").GetString(), questions.Count));
        Assert.True(report.GetProperty("seconds").GetDouble() > 0);
        Assert.All(questions, question => Assert.NotEqual("", question.GetProperty("truth").GetString()));
        Assert.Equal(TestPng.Scene(), File.ReadAllBytes(folder["scene.png"]));
        for (var number = 1; number <= 4; number++)
        {
            var box = questions[number - 1].GetProperty("record").StageOf("locate").GetProperty("region").GetProperty("box").EnumerateArray()
                .Select(edge => edge.GetInt32())
                .ToArray();
            var crop = ImageDecoder.Decode(File.ReadAllBytes(folder[$"crop-{number}.png"]));
            var overlay = ImageDecoder.Decode(File.ReadAllBytes(folder[$"overlay-{number}.png"]));
            Assert.Equal((box[2] - box[0], box[3] - box[1]), (crop.Width, crop.Height));
            Assert.Equal((480, 480), (overlay.Width, overlay.Height));
        }

        Assert.Equal(9, Directory.GetFiles(folder.Root).Length);
    }

    [Fact]
    public async Task A_demo_for_people_shows_stages_truths_and_where_the_pictures_are()
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();

        var result = await JudgerTool.RunAsync("demo", "--seed", "8", "--output", folder.Root, "--policy", "always");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.All(
            ["Starting a silo", "baseline", "locate", "refine", "judge", "P(correct)", "answer", "truth:", " of 4 right", "Pictures:"],
            word => Assert.Contains(word, result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_questions_and_another_seed_others()
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();

        var first = await QuestionsAsync("3");
        var again = await QuestionsAsync("3");
        var other = await QuestionsAsync("4");

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);

        async Task<List<string?>> QuestionsAsync(string seed)
        {
            var report = (await JudgerTool.RunAsync("demo", "--seed", seed, "--output", folder[seed], "--json")).Json();
            return [.. report.GetProperty("questions").EnumerateArray().Select(Text)];
        }

        static string? Text(JsonElement question) => question.GetProperty("record").GetProperty("question").GetString();
    }

    [Fact]
    public async Task An_output_that_is_no_folder_is_an_error()
    {
        using var folder = new TempFolder();

        var result = await JudgerTool.RunAsync("demo", "--output", folder.Write("taken", ""), "--json");

        result.AssertError("taken", "cannot be created (", "give another --output.");
    }
}
