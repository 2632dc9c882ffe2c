using System.Text.Json;
using Judger.Cli.Tests.Support;
using Judger.Tests.Shared;
using Microsoft.AspNetCore.Http;

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
    public async Task Replies_that_are_no_judgment_are_passed_over_and_asked_for_again()
    {
        using var folder = new TempFolder();
        var isBroken = true;
        await using var server = await FakeExpertServer.StartAsync((request, context) => (isBroken, Answers.Number(request.Text)) switch
        {
            (true, 1) => FakeExpertServer.CompleteAsync(context, null, finish: "length"),
            (true, 2) => FakeExpertServer.CompleteAsync(context, "The response is incorrect. It", finish: "length"),
            (true, 4) => FakeExpertServer.CompleteAsync(context, "", finish: "content_filter"),
            (true, 5) => FakeExpertServer.CompleteAsync(context, null, refusal: "No."),
            (true, 7) => FakeExpertServer.CompleteAsync(context, "<think>The response is correct."),
            (true, 8) => FakeExpertServer.FailAsync(context, 400, "the image is too small"),
            _ => FakeExpertServer.CompleteAsync(context, Answers.JudgmentOf(request.Text)),
        });
        var command = Command(folder, server.Endpoint, 12);

        var first = await JudgerTool.RunAsync(command);
        var second = await JudgerTool.RunAsync(command);

        Assert.Equal((3, 3), (first.ExitCode, second.ExitCode));
        Assert.Equal([0, 3, 6, 9, 10, 11], Ids(folder));
        Assert.All([
            "line 2: The reply of expert judge-7b was cut off", "line 3: The reply of expert judge-7b was cut off", "line 5: The server's content filter",
            "line 6: The expert judge-7b refused to judge: No.", "line 8: The reply of expert judge-7b holds thoughts and no verdict",
            "line 9: The expert judge-7b answered with HTTP status 400: the image is too small",
        ],
            problem =>
            {
                Assert.Contains(problem, first.Errors, StringComparison.Ordinal);
                Assert.Contains(problem, second.Errors, StringComparison.Ordinal);
            });
        Assert.Equal(8 + 6, server.Requests.Count);
        isBroken = false;

        var third = await JudgerTool.RunAsync(command);

        Assert.True(third.ExitCode == 0, third.Errors);
        Assert.Equal(8 + 6 + 6, server.Requests.Count);
        Assert.Equal(Enumerable.Range(0, 12), Ids(folder));
        Assert.All(
            Answers.Read(folder["judged.jsonl"]),
            line => Assert.DoesNotContain("I cannot tell", line.GetProperty("judgment").GetString() ?? "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Lines_without_a_judgment_are_written_with_the_reason_where_that_is_asked_for()
    {
        using var folder = new TempFolder();
        var isBroken = true;
        await using var server = await FakeExpertServer.StartAsync((request, context) => isBroken && Answers.Number(request.Text) == 1
            ? FakeExpertServer.CompleteAsync(context, "The response is correct", finish: "length")
            : FakeExpertServer.CompleteAsync(context, Answers.JudgmentOf(request.Text)));
        string[] command = [.. Command(folder, server.Endpoint, 3), "--bad-lines", "write"];

        Assert.Equal(3, (await JudgerTool.RunAsync(command)).ExitCode);
        var line = Answers.Read(folder["judged.jsonl"])[1];
        Assert.Contains("was cut off", line.GetProperty("judgment_error").GetString(), StringComparison.Ordinal);
        Assert.False(line.TryGetProperty("judgment", out _));
        isBroken = false;

        Assert.Equal(0, (await JudgerTool.RunAsync(command)).ExitCode);
        Assert.Equal(3, server.Requests.Count);
        Assert.Equal("question_id prompt text answer image more judgment", string.Join(
            ' ', Answers.Read(folder["judged.jsonl"])[1].EnumerateObject().Select(property => property.Name)));
    }

    [Theory]
    [InlineData(404, """{"detail":"Not Found"}""", "Check Endpoint")]
    [InlineData(404, """{"error":{"message":"The model `judge-7b` does not exist.","code":404}}""", "Check Model (\"judge-7b\")")]
    [InlineData(400, """{"error":{"message":"Invalid model name passed in model=judge-7b","code":"400"}}""", "Check Model (\"judge-7b\")")]
    [InlineData(403, """{"error":{"message":"forbidden"}}""", "Check the API key")]
    [InlineData(200, "<html>Welcome</html>", "is not JSON")]
    public async Task Errors_of_the_server_end_the_run_at_once(int status, string body, string remedy)
    {
        using var folder = new TempFolder();
        await using var server = await FakeExpertServer.StartAsync((_, context) =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        });

        var result = await JudgerTool.RunAsync([.. Command(folder, server.Endpoint, 60), "--concurrency", "2"]);

        result.AssertError(remedy, "give the same command again");
        Assert.InRange(server.Requests.Count, 1, 2);
    }

    [Fact]
    public async Task An_endpoint_without_the_version_is_completed_and_the_user_is_told()
    {
        using var folder = new TempFolder();
        await using var server = await FakeExpertServer.StartAsync(
            (request, context) => FakeExpertServer.CompleteAsync(context, Answers.JudgmentOf(request.Text)));

        var result = await JudgerTool.RunAsync(Command(folder, server.Endpoint[..^"/v1".Length], 6));

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(6, Answers.Read(folder["judged.jsonl"]).Length);
        Assert.Contains($"note: The server of expert judge-7b does not answer at {server.Endpoint[..^"/v1".Length]}", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<think>The response is correct.</think>\n\nThe response is incorrect. It is a 6.", "The response is incorrect. It is a 6.")]
    [InlineData("""{"verdict":"incorrect","feedback":"It is a 6.","suggested_answer":null}""", "The response is incorrect. It is a 6.")]
    [InlineData("""<think>no</think>```json\n{"verdict":"correct"}\n```""", "### The response is correct. ###")]
    [InlineData("**Incorrect.** It is a 6.", "**Incorrect.** It is a 6.")]
    public async Task What_is_written_is_the_verdict_in_words(string reply, string judgment)
    {
        using var folder = new TempFolder();
        await using var server = await FakeExpertServer.SayingAsync(reply.Replace("\\n", "\n", StringComparison.Ordinal));

        Assert.Equal(0, (await JudgerTool.RunAsync(Command(folder, server.Endpoint, 2))).ExitCode);

        Assert.Equal(judgment, Answers.Read(folder["judged.jsonl"])[1].GetProperty("judgment").GetString());
    }

    [Theory]
    [InlineData("0.7", "700", "0.7 700")]
    [InlineData("none", "none", " ")]
    public async Task Temperature_and_limit_of_tokens_are_the_users(string temperature, string maxTokens, string sent)
    {
        using var folder = new TempFolder();
        await using var server = await FakeExpertServer.SayingAsync("The response is incorrect.");

        var result = await JudgerTool.RunAsync(
            [.. Command(folder, server.Endpoint, 2), "--temperature", temperature, "--max-tokens", maxTokens]);

        Assert.True(result.ExitCode == 0, result.Errors);
        var body = Assert.Single(server.Requests).Body;
        Assert.Equal(sent, $"{Sent("temperature")} {Sent("max_completion_tokens")}");

        string Sent(string name) => body.TryGetProperty(name, out var value) ? value.GetRawText() : "";
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
    [InlineData("--temperature 3", "Temperature is 3")]
    [InlineData("--temperature warm", "--temperature is \"warm\"; give a number, or none.")]
    [InlineData("--max-tokens 1", "MaxTokens is 1")]
    public async Task Options_that_make_no_sense(string options, string message)
    {
        using var folder = new TempFolder();

        (await JudgerTool.RunAsync(["judge", "--input-jsonl", Answers.Write(folder, 4), .. options.Split(' ')])).AssertError(message);
    }

    private static string[] Command(TempFolder folder, string endpoint, int lines) =>
    [
        "judge", "--input-jsonl", Answers.Write(folder, lines), "--output-jsonl", folder["judged.jsonl"], "--images", folder.Root, "--endpoint", endpoint,
        "--model", "judge-7b",
    ];

    private static IEnumerable<int> Ids(TempFolder folder) =>
        Answers.Read(folder["judged.jsonl"]).Select(line => line.GetProperty("question_id").GetInt32());
}
