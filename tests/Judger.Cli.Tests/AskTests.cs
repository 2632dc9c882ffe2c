using Judger.Cli.Tests.Support;
using Judger.Imaging.Decoders;
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

        var record = (await JudgerTool.RunAsync(
            "ask", "--image", image, "--question", "What number is on the red circle?", "--policy", "always", "--overlay", folder["overlay.png"], "--json"))
            .Json();

        Assert.Equal("What number is on the red circle?", record.GetProperty("question").GetString());
        Assert.All(["baseline", "locate", "refine"], stage => Assert.True(record.StageOf(stage).GetProperty("ms").GetDouble() > 0));
        Assert.All(["baseline", "refine"], stage => Assert.NotEqual("", record.StageOf(stage).GetProperty("answer").GetProperty("text").GetString()));
        Assert.Equal(1, record.StageOf("baseline").GetProperty("work").GetProperty("images_encoded").GetInt32());
        var region = record.StageOf("locate").GetProperty("region");
        Assert.Equal([12, 12], [region.GetProperty("map").GetArrayLength(), region.GetProperty("map")[0].GetArrayLength()]);
        Assert.Equal(4, region.GetProperty("box").GetArrayLength());
        var judged = record.StagesOf("judge");
        Assert.NotEmpty(judged);
        Assert.Equal(Enumerable.Range(1, judged.Count), judged.Select(entry => entry.GetProperty("round").GetInt32()));
        Assert.All(judged, entry => Assert.InRange(entry.GetProperty("judgment").GetProperty("probability").GetDouble(), 0, 1));

        // The model's judgment of itself is a pass like the others.
        Assert.All(judged, entry => Assert.True(entry.GetProperty("work").GetProperty("tokens_prefilled").GetInt32() > 0));
        Assert.True(record.GetProperty("answered_by").GetString() is "refine" or "correct");
        Assert.NotNull(record.GetProperty("answer").GetString());
        Assert.False(record.GetProperty("cut_short").GetBoolean());
        Assert.True(File.Exists(folder["overlay.png"]));
    }

    [Fact]
    public async Task Tokens_are_chosen_as_the_options_say()
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();

        var record = (await JudgerTool.RunAsync(
            "ask", "--image", folder.Write("scene.png", TestPng.Scene()), "--question", "What number is on the red circle?", "--policy", "never",
            "--temperature", "0.5", "--top-p", "0.9", "--top-k", "5", "--min-p", "0.1", "--frequency-penalty", "0.5", "--presence-penalty", "-0.5",
            "--repetition-penalty", "1.1", "--logit-bias", "300=-100,20=1.5", "--top-logprobs", "2", "--seed", "7", "--json")).Json();

        var sampling = record.GetProperty("options").GetProperty("sampling");
        Assert.Equal(
            """
            {"temperature":0.5,"top_p":0.9,"seed":7,"token_probabilities":true,"top_k":5,"min_p":0.1,"frequency_penalty":0.5,"presence_penalty":-0.5,
            "repetition_penalty":1.1,"logit_bias":{"20":1.5,"300":-100},"top_logprobs":2}
            """.ReplaceLineEndings(""),
            System.Text.Json.JsonSerializer.Serialize(sampling));
        var tokens = record.StageOf("baseline").GetProperty("answer").GetProperty("tokens").EnumerateArray().ToList();
        Assert.NotEmpty(tokens);
        Assert.All(tokens, token => Assert.Equal(2, token.GetProperty("top").GetArrayLength()));
    }

    [Theory]
    [InlineData("overlay.jpg", ImageFormat.Jpeg)]
    [InlineData("overlay.webp", ImageFormat.WebP)]
    public async Task The_overlays_name_says_in_which_format_it_is_written(string name, ImageFormat format)
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();

        // Transparent all over: it is asked about on the background that is named.
        byte[] tga = [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 96, 0, 64, 0, 32, 8, .. new byte[96 * 64 * 4]];
        (await JudgerTool.RunAsync(
            "ask", "--image", folder.Write("scene.tga", tga), "--question", "What number is on the red circle?", "--policy", "never",
            "--background", "#2040C0", "--overlay", folder[name], "--json"))
            .Json();

        var overlay = ImageDecoder.Decode(File.ReadAllBytes(folder[name]));
        Assert.Equal(format, ImageDecoder.DetectFormat(File.ReadAllBytes(folder[name])));
        Assert.Equal((480, 320), (overlay.Width, overlay.Height));

        // Left of the square that the model sees, there is no heat.
        var pixel = overlay.Pixels.AsSpan(3 * ((40 * overlay.Width) + 40), 3);
        Assert.InRange(pixel[0], 0x20 - 8, 0x20 + 8);
        Assert.InRange(pixel[2], 0xC0 - 8, 0xC0 + 8);
    }

    [Fact]
    public async Task A_background_that_is_no_colour_is_refused() => (await JudgerTool.RunAsync(
        "ask", "--image", "scene.png", "--question", "What is it?", "--background", "grey"))
        .AssertError("--background is \"grey\"; give white, black, a colour such as #F0F0F0, or none");

    [Fact]
    public async Task A_served_model_judges()
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();
        await using var server = await FakeExpertServer.SayingAsync("""{"verdict":"incorrect","feedback":"It is a 4.","suggested_answer":"4"}""");

        var record = (await JudgerTool.RunAsync(
            "ask", "--image", folder.Write("scene.png", TestPng.Scene()), "--question", "What number is on the red circle?",
            "--expert", "judge-7b", "--expert-endpoint", server.Endpoint, "--policy", "always", "--rounds", "1", "--json")).Json();

        var judgment = record.StagesOf("judge")[0].GetProperty("judgment");
        Assert.Equal(
            ("incorrect", "It is a 4.", "4"),
            (judgment.GetProperty("verdict").GetString(), judgment.GetProperty("feedback").GetString(), judgment.GetProperty("suggested_answer").GetString()));
        var spending = judgment.GetProperty("spending");
        Assert.Equal(1020, spending.GetProperty("input_tokens").GetInt32() + spending.GetProperty("output_tokens").GetInt32());
        Assert.Equal("judge-7b", server.Requests[0].Body.GetProperty("model").GetString());
    }

    [Fact]
    public async Task A_key_file_that_is_not_there_is_told_before_any_work()
    {
        using var folder = new TempFolder();

        (await JudgerTool.RunAsync(
            "ask", "--image", folder.Write("scene.png", TestPng.Scene()), "--question", "Q", "--expert", "gpt-4o", "--api-key-file", folder["none"]))
            .AssertError($"The API key file {folder["none"]} cannot be read");
    }

    [Fact]
    public async Task Without_an_expert_nobody_judges()
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();

        var record = (await JudgerTool.RunAsync(
            "ask", "--image", folder.Write("scene.png", TestPng.Scene()), "--question", "What is it?", "--expert", "none", "--json")).Json();

        Assert.Equal("The question asked for no judgment.", record.StageOf("judge").GetProperty("skipped").GetString());
        Assert.Equal((0, "refine"), (record.StagesOf("correct").Count, record.GetProperty("answered_by").GetString()));
    }

    [Fact]
    public async Task People_see_who_answers_what_it_knows_a_line_for_each_stage_and_why_nobody_judged()
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();

        var result = await JudgerTool.RunAsync("ask", "--image", folder.Write("scene.png", TestPng.Scene()), "--question", "What is it?", "--expert", "none");

        Assert.Equal(
            (0, "note: judger-tiny knows only drawn scenes of the synthetic world; its answer about any other image means nothing. "
                + "Give a model for photographs with --model.\n"),
            (result.ExitCode, result.Errors));
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Matches(@"^Model judger-tiny is ready after \d+\.\d s\.$", lines[0]);
        Assert.Equal("What is it?", lines[1]);
        Assert.Matches(@"^baseline +\d+ ms  \S.*  \(\d+ % sure\)$", lines[2]);
        Assert.Matches(@"^locate +\d+ ms  \[\d+, \d+, \d+, \d+\]  \(.+\)$", lines[3]);
        Assert.Matches(@"^refine +\d+ ms  \S.*  \(\d+ % sure\)$", lines[4]);
        Assert.Matches("^judge +skipped: The question asked for no judgment\\.$", lines[5]);
        Assert.Matches(@"^answer +\d+ ms  \S", lines[6]);
        Assert.Equal(7, lines.Length);
    }

    [Fact]
    public async Task A_model_whose_manifest_names_no_scope_comes_without_a_note()
    {
        using var folder = new TempFolder();
        var model = EmbeddedModelFolder.CopyTo(folder["model"]);
        var manifest = Path.Combine(model, "judger-model.json");
        var lines = await File.ReadAllLinesAsync(manifest, TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(
            manifest, lines.Where(line => !line.Contains("\"scope\"", StringComparison.Ordinal)), TestContext.Current.CancellationToken);

        var result = await JudgerTool.RunAsync(
            "ask", "--image", folder.Write("scene.png", TestPng.Scene()), "--question", "What is it?", "--model", model, "--json");

        var left = await File.ReadAllLinesAsync(manifest, TestContext.Current.CancellationToken);
        Assert.Equal((lines.Length - 1, 0, ""), (left.Length, result.ExitCode, result.Errors));
    }

    [Fact]
    public async Task A_reference_expert_without_the_answer_is_an_error()
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();

        var result = await JudgerTool.RunAsync(
            "ask", "--image", folder.Write("scene.png", TestPng.Scene()), "--question", "What is it?", "--expert", "reference", "--json");

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

        var result = await JudgerTool.RunAsync(
            "ask", "--image", folder.Write("scene.png", TestPng.Scene()), "--question", "What is it?", "--overlay", folder["no/such/folder.png"], "--json");

        result.AssertError("folder.png cannot be written; check the folder, its permissions and the disk.");
    }
}
