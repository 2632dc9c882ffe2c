using System.Text.Json;
using Judger.Cli.Commands;
using Judger.Cli.Evaluation.Benchmarks;
using Judger.Cli.Evaluation.Reports;
using Judger.Cli.Evaluation.Runs;
using Judger.Cli.Tests.Support;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;

namespace Judger.Cli.Tests.Benchmarks;

/// <summary>What a run asks, keeps and goes on from, whatever the model.</summary>
public sealed class BenchmarkRunTests : IDisposable
{
    private const int Count = 6;

    private readonly TempFolder _folder = new();
    private readonly string _data;

    public BenchmarkRunTests()
    {
        _folder.Write("a.png", ImageEncoder.EncodePng(new RgbImage(64, 48)));

        // The client answers 3: half of the questions are right.
        _data = _folder.Write(
            "data.jsonl",
            string.Join('\n', Enumerable.Range(1, Count).Select(
                id => $$"""{"id": "q{{id}}", "image": "a.png", "question": "Q{{id}}?", "answer": "{{(id % 2 == 0 ? 3 : 4)}}", "box": [40, 10, 50, 14]}""")));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_question_gives_all_stages_and_the_oracle_is_another_one()
    {
        var client = new NotingClient();

        var report = await RunAsync(client, Settings() with { Stages = StageName.All, Expert = ExpertNames.Reference });

        var stages = report.GetProperty("stages");
        Assert.Equal([0.5, 0.5, 1, 0.5], StageName.All.Select(stage => stages.GetProperty(stage).GetProperty("score").GetDouble()));
        Assert.Equal(
            (0.5, 0.0),
            (stages.GetProperty("judged").GetProperty("corrected_right").GetDouble(), stages.GetProperty("judged").GetProperty("corrected_wrong").GetDouble()));
        Assert.Equal(2 * Count, client.Requests.Count);
        Assert.Equal(
            Count, client.Requests.Count(request => request.Options is { Policy: JudgmentPolicy.Never, Crop: { Left: 40, Top: 7, Right: 50, Bottom: 17 } }));
        Assert.All(client.Requests, request => Assert.Equal(request.Options.Crop is null, request.Options.ReferenceAnswer is not null));
    }

    [Fact]
    public async Task Nobody_judges_when_no_judged_answers_are_scored()
    {
        var client = new NotingClient();

        await RunAsync(client, Settings() with { Stages = [StageName.Baseline] });

        Assert.All(client.Requests, request => Assert.Equal(JudgmentPolicy.Never, request.Options.Policy));
    }

    [Fact]
    public async Task A_finished_run_is_not_asked_again()
    {
        var first = await RunAsync(new NotingClient());
        var client = new NotingClient();

        var again = await RunAsync(client);

        Assert.Empty(client.Requests);
        Assert.Equal(first.GetRawText(), again.GetRawText());
    }

    [Fact]
    public async Task After_a_cut_file_the_torn_line_and_what_was_not_asked_are_asked()
    {
        await RunAsync(new NotingClient());
        var records = _folder["out/records.jsonl"];
        var lines = await File.ReadAllLinesAsync(records, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(records, $"{lines[0]}\n{lines[1]}\n{lines[2][..^30]}", TestContext.Current.CancellationToken);
        var client = new NotingClient();

        var report = await RunAsync(client);

        Assert.Equal(Count - 2, client.Requests.Count);
        Assert.Equal(Count, report.GetProperty("questions").GetInt32());
        Assert.Equal(
            Count,
            (await File.ReadAllLinesAsync(records, TestContext.Current.CancellationToken))
                .Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("id").GetString())
                .Distinct()
                .Count());
    }

    [Fact]
    public async Task A_damaged_line_within_the_file_is_an_error_that_names_it()
    {
        await RunAsync(new NotingClient());
        await File.WriteAllTextAsync(_folder["out/records.jsonl"], "{\"id\n", TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<CliException>(() => RunAsync(new NotingClient()));

        Assert.Contains("records.jsonl, line 1 is damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_settings_are_refused_and_named_unless_the_run_begins_anew()
    {
        await RunAsync(new NotingClient());
        var other = Settings() with { MaxRounds = 5 };

        var error = await Assert.ThrowsAsync<CliException>(() => RunAsync(new NotingClient(), other));
        var client = new NotingClient();
        await RunAsync(client, other, restart: true);

        Assert.Contains("max_rounds was 2 and is 5. Give the same, another --output, or --restart", error.Message, StringComparison.Ordinal);
        Assert.Equal(Count, client.Requests.Count);
    }

    [Fact]
    public async Task A_question_that_fails_counts_as_wrong_and_is_asked_again_next_time()
    {
        var failing = new NotingClient(request => request.Question == "Q2?" ? new StageFailedException("The device is gone.") : null);

        var report = await RunAsync(failing);
        var repaired = await RunAsync(new NotingClient());

        Assert.Equal((1, Count), (report.GetProperty("failed").GetInt32(), report.GetProperty("questions").GetInt32()));
        Assert.Equal(Math.Round(2.0 / Count, 4), report.GetProperty("stages").GetProperty("baseline").GetProperty("score").GetDouble());
        Assert.Equal("q2: The device is gone.", Assert.Single(report.GetProperty("errors").EnumerateArray()).GetString());
        Assert.Equal(
            (0, 0.5), (repaired.GetProperty("failed").GetInt32(), repaired.GetProperty("stages").GetProperty("baseline").GetProperty("score").GetDouble()));
    }

    [Fact]
    public async Task An_image_that_cannot_be_read_fails_its_questions_and_the_exit_code_says_so()
    {
        EmbeddedModelFolder.Require();
        _folder.Write("good.png", TestPng.Scene());
        _folder.Write("bad.png", "no picture");
        const string Bad = """{"image": "bad.png", "question": "Is there a cat?", "answer": "no"}""";
        const string Good = """{"image": "good.png", "question": "Is there a star?", "answer": "no"}""";
        Task<ToolResult> RunAsync(string name, string lines) => JudgerTool.RunAsync(
            "eval", "jsonl", "--data", _folder.Write(name, lines), "--images", _folder.Root, "--stages", "baseline", "--expert", "none", "--output",
            _folder[$"out-{name}"], "--json");

        var some = await RunAsync("some.jsonl", $"{Bad}\n{Good}");
        var all = await RunAsync("all.jsonl", Bad);

        Assert.Equal((3, 1), (some.ExitCode, all.ExitCode));
        Assert.StartsWith("warning: 1 of 2 questions failed, the first with: ", some.Errors, StringComparison.Ordinal);
        Assert.StartsWith("error: All 1 questions failed, the first with: ", all.Errors, StringComparison.Ordinal);
        Assert.Equal(1, JsonDocument.Parse(some.Output).RootElement.GetProperty("failed").GetInt32());
    }

    [Fact]
    public async Task An_overloaded_cluster_is_asked_again()
    {
        var refusals = 0;
        var client = new NotingClient(
            _ => Interlocked.Increment(ref refusals) <= 2 ? new OverloadedException("Full.") { RetryAfter = TimeSpan.FromMilliseconds(1) } : null);

        var report = await RunAsync(client);

        Assert.Equal((0, Count + 2), (report.GetProperty("failed").GetInt32(), client.Requests.Count));
    }

    [Fact]
    public async Task A_cluster_that_is_gone_stops_the_run_and_what_is_finished_is_kept()
    {
        var asked = 0;
        var client = new NotingClient(_ => Interlocked.Increment(ref asked) > 2 ? new ClusterUnavailableException("No silo answered.") : null);

        await Assert.ThrowsAsync<ClusterUnavailableException>(() => RunAsync(client));
        var next = new NotingClient();
        await RunAsync(next);

        Assert.Equal(Count - 2, next.Requests.Count);
    }

    [Fact]
    public async Task A_missing_image_is_an_error_before_anything_is_asked_or_passed_over()
    {
        await File.AppendAllTextAsync(
            _data, "\n{\"id\": \"q7\", \"image\": \"b.png\", \"question\": \"Q7?\", \"answer\": \"3\"}", TestContext.Current.CancellationToken);
        var client = new NotingClient();

        var error = await Assert.ThrowsAsync<CliException>(() => RunAsync(client));
        var report = await RunAsync(new NotingClient(), skipMissing: true);

        Assert.Contains($"The image {_folder["b.png"]} of question q7 does not exist", error.Message, StringComparison.Ordinal);
        Assert.Empty(client.Requests);
        Assert.Equal((Count, 1), (report.GetProperty("questions").GetInt32(), report.GetProperty("images_missing").GetInt32()));
    }

    [Fact]
    public async Task The_folder_has_the_summary_in_both_forms()
    {
        var report = await RunAsync(new NotingClient());

        using var summary = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["out/summary.json"], TestContext.Current.CancellationToken));
        Assert.Equal(
            report.GetProperty("stages").GetProperty("crop").GetProperty("score").GetDouble(),
            summary.RootElement.GetProperty("stages").GetProperty("crop").GetProperty("score").GetDouble());
        Assert.Contains(
            "| baseline | 6 | 50.00 | 18.76 to 81.24 |",
            await File.ReadAllTextAsync(_folder["out/summary.md"], TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, 10, 50, 14, 40, 7, 50, 17)]
    [InlineData(0, 0, 4, 10, 0, 0, 10, 10)]
    [InlineData(60, 30, 90, 90, 46, 30, 64, 48)]
    [InlineData(0, 20, 64, 22, 0, 0, 64, 48)]
    [InlineData(70, 50, 80, 60, 0, 0, 64, 48)]
    public void The_oracles_crop_is_square_where_the_image_has_room(
        int left, int top, int right, int bottom, int cropLeft, int cropTop, int cropRight, int cropBottom) =>
        Assert.Equal(new PixelBox(cropLeft, cropTop, cropRight, cropBottom), OracleCrop.Around(new PixelBox(left, top, right, bottom), new PixelSize(64, 48)));

    private RunSettings Settings() => new()
    {
        Benchmark = "jsonl",
        Metric = "exact",
        Data = _data,
        Images = _folder.Root,
        Stages = [StageName.Baseline, StageName.Crop, StageName.Judged],
        Expert = ExpertNames.Self,
        Policy = "always",
        MaxRounds = 2,
        CompatibleCrop = false,
        BudgetSeconds = 60,
        Model = "none",
    };

    private async Task<JsonElement> RunAsync(NotingClient client, RunSettings? settings = null, bool restart = false, bool skipMissing = false)
    {
        var run = new BenchmarkRun(
            new JsonLinesBenchmark(), new(_data), settings ?? Settings(), _ => Task.FromResult<Hosting.IJudgerHost>(new GivenHost(client)));
        BenchmarkReport report = await run.RunAsync(_folder["out"], limit: null, parallel: 1, restart, skipMissing, TestContext.Current.CancellationToken);
        return JsonSerializer.SerializeToElement(report.Describe());
    }
}
