using System.Text.Json;
using Judger.Cli.Tests.Support;
using Judger.Tests.Shared;

namespace Judger.Cli.Tests.Judging;

/// <summary><c>judger judge</c> against a server on loopback.</summary>
public sealed class JudgeTests
{
    [Theory]
    [InlineData("--input-jsonl", "--output-jsonl", "--start-idx", "--end-idx")]
    [InlineData("--input_jsonl", "--output_jsonl", "--start_idx", "--end_idx")]
    public async Task Lines_come_out_in_order_with_their_judgments(string input, string output, string start, string end)
    {
        using var folder = new TempFolder();
        await using var server = await FakeExpertServer.StartAsync(
            (request, context) => FakeExpertServer.CompleteAsync(context, Answers.JudgmentOf(request.Text)));

        var report = (await JudgerTool.RunAsync(
            "judge", input, Answers.Write(folder, 20), output, folder["judged.jsonl"], start, "2", end, "18", "--images", folder.Root, "--endpoint",
            server.Endpoint, "--model", "judge-7b", "--json")).Json();

        var lines = Answers.Read(folder["judged.jsonl"]);
        Assert.Equal(Enumerable.Range(2, 16), lines.Select(line => line.GetProperty("question_id").GetInt32()));
        Assert.Equal(["question_id", "prompt", "text", "answer", "image", "more", "judgment"], lines[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal("{\"nested\":[1.5,2]}", lines[0].GetProperty("more").GetRawText());

        // Café and café differ in letter case only: nobody is asked.
        Assert.All(
            lines.Where(line => line.GetProperty("question_id").GetInt32() % 3 == 0),
            line => Assert.Equal(JsonValueKind.Null, line.GetProperty("judgment").ValueKind));
        Assert.Equal("The response is incorrect.\n\nPicture 2 shows a \"café\" – not that.", lines[0].GetProperty("judgment").GetString());
        Assert.Equal("### The response is correct. ###", lines[3].GetProperty("judgment").GetString());
        Assert.Equal((11, 11), (server.Requests.Count, report.GetProperty("judged").GetInt32()));
        Assert.Equal(
            "### Question: What is on picture 2?\n### Model Answer: thing 2\n### Correct Answer: café\n",
            server.Requests.Single(request => request.Text.Contains("picture 2?", StringComparison.Ordinal)).Text);
        Assert.False(File.Exists(folder["judged.jsonl.journal"]));
    }

    [Fact]
    public async Task Bad_lines_are_told_by_number_and_skipped()
    {
        using var folder = new TempFolder();
        var input = Answers.Write(folder, 2);
        folder.Write("text.png", "no picture");
        await File.AppendAllLinesAsync(
            input,
            [
                "{\"prompt\": \"Q\"", "[1]", "{\"prompt\":\"Q\",\"text\":\"a\"}", Answers.Line(4, "../secret.png"), Answers.Line(5, "none.png"),
                Answers.Line(7, "text.png"), "", Answers.Line(8),
            ],
            TestContext.Current.CancellationToken);

        var result = await JudgerTool.RunAsync(
            "judge", "--input-jsonl", input, "--output-jsonl", folder["judged.jsonl"], "--images", folder.Root, "--model", "reference");

        Assert.Equal(3, result.ExitCode);
        Assert.Equal([0, 1, 8], Answers.Read(folder["judged.jsonl"]).Select(line => line.GetProperty("question_id").GetInt32()));
        Assert.All([
            "line 3: it is not valid JSON (", "line 4: it is not a JSON object", "line 5: answer, image are missing",
            "line 6: the image ../secret.png cannot be read: it lies outside", "line 7: the image", "line 8: the image text.png",
        ],
            problem => Assert.Contains(problem, result.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bad_lines_can_end_the_run()
    {
        using var folder = new TempFolder();
        var input = folder.Write("answers.jsonl", Answers.Line(1, "none.png"));

        (await JudgerTool.RunAsync(
            "judge", "--input-jsonl", input, "--output-jsonl", folder["judged.jsonl"], "--images", folder.Root, "--model", "reference", "--bad-lines", "stop"))
            .AssertError("Line 1 cannot be judged", "none.png does not exist", "--bad-lines skip");
    }

    [Fact]
    public async Task A_dry_run_estimates_and_asks_nobody()
    {
        using var folder = new TempFolder();

        var report = (await JudgerTool.RunAsync(
            "judge", "--input-jsonl", Answers.Write(folder, 30), "--output-jsonl", folder["judged.jsonl"], "--images", folder.Root, "--dry-run", "--json"))
            .Json();

        Assert.Equal(
            (30, 20, 800), (report.GetProperty("lines").GetInt32(), report.GetProperty("to_judge").GetInt32(), report.GetProperty("output_tokens").GetInt32()));
        Assert.InRange(report.GetProperty("dollars").GetDouble(), 0.01, 0.05);
        Assert.False(File.Exists(folder["judged.jsonl"]));
    }

    [Fact]
    public async Task A_refused_key_ends_the_run_and_keeps_what_is_judged()
    {
        using var folder = new TempFolder();
        var answered = 0;
        await using var server = await FakeExpertServer.StartAsync((request, context) =>
            Interlocked.Increment(ref answered) <= 3
                ? FakeExpertServer.CompleteAsync(context, Answers.JudgmentOf(request.Text))
                : FakeExpertServer.FailAsync(context, 401, "invalid key"));
        string[] command =
        [
            "judge", "--input-jsonl", Answers.Write(folder, 20), "--output-jsonl", folder["judged.jsonl"], "--images", folder.Root, "--endpoint",
            server.Endpoint, "--model", "judge-7b", "--concurrency", "1",
        ];

        (await JudgerTool.RunAsync(command)).AssertError("answered with HTTP status 401", "Check the API key", "give the same command again");

        // 0, 3 and 6 cost no request; 1, 2 and 4 were judged.
        Assert.Equal(5, Answers.Read(folder["judged.jsonl"]).Length);
    }

    [Fact]
    public async Task A_budget_of_requests_is_taken_up_again()
    {
        using var folder = new TempFolder();
        await using var server = await FakeExpertServer.StartAsync(
            (request, context) => FakeExpertServer.CompleteAsync(context, Answers.JudgmentOf(request.Text)));
        string[] command =
        [
            "judge", "--input-jsonl", Answers.Write(folder, 15), "--output-jsonl", folder["judged.jsonl"], "--images", folder.Root, "--endpoint",
            server.Endpoint, "--model", "judge-7b", "--max-requests", "6",
        ];

        var first = await JudgerTool.RunAsync(command);
        var second = await JudgerTool.RunAsync(command);

        Assert.Equal((1, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(10, server.Requests.Count);
        Assert.Equal(15, Answers.Read(folder["judged.jsonl"]).Length);
    }

    [Fact]
    public async Task An_output_of_another_input_is_left_alone()
    {
        using var folder = new TempFolder();
        var input = Answers.Write(folder, 3);
        folder.Write("judged.jsonl", "{\"question_id\":77,\"judgment\":null}\n");

        (await JudgerTool.RunAsync("judge", "--input-jsonl", input, "--output-jsonl", folder["judged.jsonl"], "--images", folder.Root, "--model", "reference"))
            .AssertError("was made from another input");

        Assert.Equal("{\"question_id\":77,\"judgment\":null}\n", await File.ReadAllTextAsync(folder["judged.jsonl"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_finished_run_has_nothing_more_to_do()
    {
        using var folder = new TempFolder();
        string[] command =
        [
            "judge", "--input-jsonl", Answers.Write(folder, 4), "--output-jsonl", folder["judged.jsonl"], "--images", folder.Root, "--model", "reference",
            "--json",
        ];
        await JudgerTool.RunAsync(command);
        var once = await File.ReadAllBytesAsync(folder["judged.jsonl"], TestContext.Current.CancellationToken);

        var report = (await JudgerTool.RunAsync(command)).Json();

        Assert.Equal((4, 0), (report.GetProperty("already_there").GetInt32(), report.GetProperty("judged").GetInt32()));
        Assert.Equal(once, await File.ReadAllBytesAsync(folder["judged.jsonl"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--end-idx 1 --start-idx 3", "--end-idx 1 lies before --start-idx 3")]
    [InlineData("--endpoint nowhere", "Endpoint is \"nowhere\"")]
    [InlineData("--requests-per-minute 0", "RequestsPerMinute is 0")]
    public async Task Options_that_make_no_sense(string options, string message)
    {
        using var folder = new TempFolder();

        (await JudgerTool.RunAsync(["judge", "--input-jsonl", Answers.Write(folder, 4), .. options.Split(' ')])).AssertError(message);
    }
}
