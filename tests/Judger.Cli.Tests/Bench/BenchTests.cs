using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Judger.Cli.Bench;
using Judger.Cli.Commands;
using Judger.Cli.Tests.Support;
using Judger.Client;
using Judger.Grains.Slots;
using Judger.Server.Configuration;
using Judger.Server.Hosting;
using Judger.Server.Http.Security;
using Judger.Server.Records;
using Microsoft.AspNetCore.Builder;

namespace Judger.Cli.Tests.Bench;

/// <summary><c>judger bench</c>.</summary>
public sealed partial class BenchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_closed_loop_in_this_process_measures_every_stage()
    {
        EmbeddedModelFolder.Require();

        var report = (await JudgerTool.RunAsync("bench", "--count", "12", "--concurrency", "3", "--warm-up", "2", "--json")).Json();

        AssertAnswered(report, 12, "this process", "3 in flight");
        var stages = report.GetProperty("latency_ms");
        Assert.All(
            ["image", "first_event", "baseline", "locate", "refine", "question"],
            stage => Assert.Equal(12, stages.GetProperty(stage).GetProperty("count").GetInt32()));
        Assert.True(stages.GetProperty("judge").GetProperty("count").GetInt32() >= 12);
        Assert.True(stages.GetProperty("question").GetProperty("p50").GetDouble() >= stages.GetProperty("baseline").GetProperty("p50").GetDouble());
        Assert.True(report.GetProperty("tokens_prefilled").GetInt64() > 0
            && report.GetProperty("tokens_reused").GetInt64() > 0
            && report.GetProperty("tokens_generated").GetInt64() > 0);
    }

    [Fact]
    public async Task The_time_to_the_first_token_is_measured_where_answers_are_read_while_they_are_written()
    {
        await using var server = await StartAsync(_ => { });

        var report = (await JudgerTool.RunAsync(
            "bench", "--endpoint", server.Urls.Single(), "--count", "6", "--concurrency", "2", "--expert", "none", "--tokens", "--json")).Json();

        AssertAnswered(report, 6, $"{server.Urls.Single()}/", "2 in flight");
        var latency = report.GetProperty("latency_ms");
        Assert.Equal(
            ["image", "first_event", "first_token", "baseline", "locate", "refine", "question"], latency.EnumerateObject().Select(stage => stage.Name));
        Assert.Equal(6, latency.GetProperty("first_token").GetProperty("count").GetInt32());
        Assert.True(latency.GetProperty("first_token").GetProperty("max").GetDouble() <= latency.GetProperty("question").GetProperty("max").GetDouble());
    }

    [Fact]
    public async Task A_server_is_asked_over_HTTP_with_its_key_in_an_open_loop()
    {
        var key = ApiKeyHash.NewKey();
        using var folder = new TempFolder();
        await using var server = await StartAsync(options => options.Http.ApiKeys = [new() { Name = "bench", Sha256 = ApiKeyHash.Of(key) }]);
        var url = server.Urls.Single();

        var report = (await JudgerTool.RunAsync(
            "bench", "--endpoint", url, "--api-key-file", folder.Write("key", key), "--rate", "20", "--duration", "1", "--seed", "3", "--expert", "none",
            "--json")).Json();
        var refused = await JudgerTool.RunAsync("bench", "--endpoint", url, "--api-key-file", folder.Write("other", "jk-other"), "--count", "3", "--json");

        AssertAnswered(report, new BenchWorkload(3, 0.5).Arrivals(20, 1).Count, $"{url}/", "20/s for 1 s");
        refused.AssertError("The API key is missing or not known.");
    }

    [Fact]
    public async Task A_cluster_is_asked_over_its_gateway()
    {
        var options = new JudgerOptions();
        await using var server = await StartAsync(given => (given.Cluster.ClusterId, options) = ("judger", given));

        var report = (await JudgerTool.RunAsync(
            "bench", "--cluster", $"gateway=127.0.0.1:{options.Endpoint.GatewayPort}", "--count", "6", "--expert", "none", "--json")).Json();

        AssertAnswered(report, 6, "cluster by gateway", "4 in flight");
    }

    [Fact]
    public async Task Ctrl_C_prints_what_is_known()
    {
        await using var server = await StartAsync(_ => { }, stepMilliseconds: 20);

        // Where the tests run in the background of a shell, SIGINT is ignored, and their children would inherit that.
        var start = new ProcessStartInfo("env", [
            "--default-signal=INT",
            "dotnet",
            Path.Combine(AppContext.BaseDirectory, "judger.dll"),
            "bench",
            "--endpoint",
            server.Urls.Single(),
            "--count",
            "400",
            "--concurrency",
            "2",
            "--warm-up",
            "0",
            "--json",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(Token);

            // A line of progress comes every few seconds. On a busy machine nothing may be answered before the first.
            string? progress;
            do progress = await process.StandardError.ReadLineAsync(Token).AsTask().WaitAsync(TimeSpan.FromMinutes(2), Token);
            while (progress?.StartsWith("0 of ", StringComparison.Ordinal) is true);
            Assert.Equal(0, Kill(process.Id, 2));
            await process.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token);

            Assert.Equal(130, process.ExitCode);
            using var document = JsonDocument.Parse(await output);
            Assert.True(document.RootElement.GetProperty("interrupted").GetBoolean());
            Assert.InRange(document.RootElement.GetProperty("answered").GetInt32(), 1, 399);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public async Task Refusals_and_errors_are_told_apart_and_an_open_loop_counts_from_the_arrival()
    {
        var client = new SlowClient();
        var run = new BenchRun(client, _ => new());
        var questions = new BenchWorkload(1, 0.5).Draw(4, Token);

        await run.OpenAsync(questions, [0, 0.01, 0.02, 0.03], Token);

        var json = JsonSerializer.SerializeToElement(new BenchReport("t", "l", run.Samples, run.Elapsed, isInterrupted: false).Describe(), RecordJson.Options);
        Assert.Equal((4, 2, 1), (json.GetProperty("asked").GetInt32(), json.GetProperty("answered").GetInt32(), json.GetProperty("refused").GetInt32()));
        Assert.Equal(1, json.GetProperty("errors").GetProperty("stage_failed").GetInt32());
        Assert.Equal(4, client.MostInFlight);
        var latency = json.GetProperty("latency_ms");
        Assert.True(latency.GetProperty("question").GetProperty("p50").GetDouble() >= 190);
        Assert.True(latency.GetProperty("first_event").GetProperty("p50").GetDouble() >= 190);
        Assert.Equal(["image", "first_event", "baseline", "judge", "question"], latency.EnumerateObject().Select(stage => stage.Name));
        Assert.Equal(
            (2, 150.0), (latency.GetProperty("baseline").GetProperty("count").GetInt32(), latency.GetProperty("baseline").GetProperty("p50").GetDouble()));
        Assert.Equal((2, 50.0), (latency.GetProperty("judge").GetProperty("count").GetInt32(), latency.GetProperty("judge").GetProperty("p50").GetDouble()));

        // Two passes of each of the two questions that were answered: the judgment is one.
        Assert.Equal(
            [2400, 400, 8, 4],
            new[] { "tokens_prefilled", "tokens_reused", "tokens_generated", "images_encoded" }.Select(count => json.GetProperty(count).GetInt64()));
    }

    [Fact]
    public void Images_come_again_as_often_as_told_and_the_same_seed_gives_the_same_load()
    {
        var half = new BenchWorkload(5, 0.5).Draw(200, Token);

        Assert.InRange(half.DistinctBy(question => Convert.ToBase64String(question.Image)).Count(), 80, 120);
        Assert.Equal(200, new BenchWorkload(5, 0).Draw(200, Token).DistinctBy(question => Convert.ToBase64String(question.Image)).Count());
        Assert.Single(new BenchWorkload(5, 1).Draw(20, Token).DistinctBy(question => Convert.ToBase64String(question.Image)));
        Assert.Equal(half.Select(question => question.Question.Text), new BenchWorkload(5, 0.5).Draw(200, Token).Select(question => question.Question.Text));
    }

    [Fact]
    public void Arrivals_are_Poisson()
    {
        var arrivals = new BenchWorkload(2, 0).Arrivals(50, 100);
        var gaps = arrivals.Zip(arrivals.Skip(1), (before, after) => after - before).ToList();

        Assert.InRange(arrivals.Count, 4700, 5300);
        Assert.InRange(gaps.Average(), 0.0188, 0.0212);

        // The standard deviation of an exponential distribution is its mean.
        Assert.InRange(Math.Sqrt(gaps.Average(gap => gap * gap) - Math.Pow(gaps.Average(), 2)), 0.018, 0.022);
        Assert.Equal(arrivals, new BenchWorkload(2, 0).Arrivals(50, 100));
    }

    [Fact]
    public void Percentiles_are_times_that_were_measured()
    {
        var latency = Latency.Of(Enumerable.Range(1, 200).Select(ms => TimeSpan.FromMilliseconds(ms)))!;

        Assert.Equal((200, 100.5, 100.0, 180.0, 198.0, 200.0), (latency.Count, latency.Mean, latency.P50, latency.P90, latency.P99, latency.Max));
        Assert.Null(Latency.Of([]));
    }

    [Theory]
    [InlineData("--endpoint http://judger.example", "judger.example is another machine", "--allow-remote")]
    [InlineData("--cluster redis=10.0.0.1:6379", "10.0.0.1 is another machine")]
    [InlineData("--cluster gateway=10.0.0.1:30000", "10.0.0.1 is another machine")]
    [InlineData("--cluster postgres=Host=db;Username=u;Password=secret", "db is another machine")]
    [InlineData("--cluster redis=127.0.0.1:6379 --endpoint http://127.0.0.1:1", "both given")]
    [InlineData("--endpoint here", "--endpoint is not a URL")]
    [InlineData("--rate 0", "--rate must be above 0")]
    [InlineData("--rate x", "'x'")]
    [InlineData("--rate 1000 --duration 1000", "more than 100000 questions")]
    [InlineData("--rate 5 --count 3", "give only one of them")]
    [InlineData("--duration 5", "give --rate")]
    [InlineData("--image-reuse 1.5", "--image-reuse must be 0 to 1.")]
    public async Task What_makes_no_sense_is_one_line(string arguments, params string[] parts)
    {
        var result = await JudgerTool.RunAsync(["bench", .. arguments.Split(' ')]);

        result.AssertError(parts);
        Assert.DoesNotContain("secret", result.Errors, StringComparison.Ordinal);
    }

    // Port 1 of loopback is tcpmux, which nobody serves.
    [Theory]
    [InlineData("--endpoint http://127.0.0.1:1", "http://127.0.0.1:1/ does not answer (Connection refused", "check --endpoint, and that a server runs there.")]
    [InlineData("--cluster gateway=127.0.0.1:1", "Nothing listens at 127.0.0.1:1 (gateway); check --cluster, and that it runs.")]
    [InlineData("--cluster redis=127.0.0.1:1", "Nothing listens at 127.0.0.1:1 (redis);")]
    [InlineData("--cluster postgres=Host=127.0.0.1;Port=1;Username=u;Password=secret", "Nothing listens at 127.0.0.1:1 (postgres);")]
    public async Task Where_nobody_listens_it_fails(string arguments, params string[] parts)
    {
        var result = await JudgerTool.RunAsync(["bench", "--count", "200", .. arguments.Split(' ')]);

        result.AssertError(parts);
        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("secret", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "http://127.0.0.1:1")]
    [InlineData("gateway=127.0.0.1:1", null)]
    public async Task Where_nobody_listens_it_does_not_try_again(string? cluster, string? endpoint)
    {
        var clock = Stopwatch.StartNew();

        await Assert.ThrowsAsync<CliException>(() => new BenchTarget(cluster, endpoint, KeyFile: null, Model: "").StartAsync(verbose: false, Token));

        // The clients' own retries would go on for 15 s and for 30 s.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_load_of_which_nothing_was_answered_is_a_failure()
    {
        await using var server = await StartAsync(options => options.Slots[0].Simulated = options.Slots[0].Simulated! with { FailOn = "?" });

        var result = await JudgerTool.RunAsync("bench", "--endpoint", server.Urls.Single(), "--count", "2", "--warm-up", "0", "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.EndsWith(
            "error: No question was answered (2 stage_failed); see the server's log, or lower the load.\n", result.Errors, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal(0, document.RootElement.GetProperty("answered").GetInt32());
    }

    private static void AssertAnswered(JsonElement report, int count, string target, string load)
    {
        Assert.Equal(
            (target, load, false),
            (report.GetProperty("target").GetString(), report.GetProperty("load").GetString(), report.GetProperty("interrupted").GetBoolean()));
        Assert.Equal(
            (count, count, 0), (report.GetProperty("asked").GetInt32(), report.GetProperty("answered").GetInt32(), report.GetProperty("refused").GetInt32()));
        Assert.True(report.GetProperty("per_second").GetDouble() > 0);
    }

    private static async Task<WebApplication> StartAsync(Action<JudgerOptions> configure, double stepMilliseconds = 1)
    {
        var options = new JudgerOptions
        {
            SiloName = "local",
            Slots = [new SlotOptions
            {
                Device = "simulated:0",
                Simulated = new()
                {
                    Encode = TimeSpan.Zero,
                    PrefillToken = TimeSpan.Zero,
                    DecodeStep = TimeSpan.FromMilliseconds(stepMilliseconds),
                    DecodeSequence = TimeSpan.Zero,
                },
            }],
            Cluster = new() { ClusterId = Guid.NewGuid().ToString("N") },
            Drain = new() { Timeout = TimeSpan.Zero },
            Http = new() { Urls = ["http://127.0.0.1:0"] },
        };
        configure(options);
        var server = (WebApplication)JudgerHost.Build(options);
        await server.StartAsync(Token);
        return server;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    /// <summary>Answers every question after 200 ms, but refuses the second and fails at the third.</summary>
    private sealed class SlowClient : IJudgerClient
    {
        private int _asked;
        private int _inFlight;

        public int MostInFlight { get; private set; }

        public Task<ImageDigest> PutImageAsync(byte[] image, CancellationToken cancellationToken) => Task.FromResult(ImageDigest.Of(image));

        public async IAsyncEnumerable<QuestionEvent> AskStreamAsync(
            AskRequest request, QuestionId id, int from, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref _asked);
            MostInFlight = Math.Max(MostInFlight, Interlocked.Increment(ref _inFlight));
            await Task.Delay(200, cancellationToken);
            Interlocked.Decrement(ref _inFlight);
            if (number == 2) throw new OverloadedException("Full.");
            if (number == 3) throw new StageFailedException("Broken.");
            yield return new(0, QuestionStage.Baseline, 0, null);
            var answer = new ModelAnswer { Text = "3", MeanLogProbability = 0 };
            var work = new WorkCount(1, 600, 100, 2);
            yield return new(
                1, QuestionStage.Baseline, 0, new() { Stage = QuestionStage.Baseline, Took = TimeSpan.FromMilliseconds(150), Work = work, Outcome = answer });
            yield return new(2, QuestionStage.Judge, 1, null);
            var judged = new Judgment { Verdict = Verdict.Correct };
            yield return new(
                3,
                QuestionStage.Judge,
                1,
                new() { Stage = QuestionStage.Judge, Round = 1, Took = TimeSpan.FromMilliseconds(50), Work = work, Outcome = judged });
            yield return new(4, QuestionStage.Choose, 1, new() { Stage = QuestionStage.Choose, Round = 1, Outcome = new StageSkipped("There is one answer.") });
        }

        public Task<QuestionRecord> AskAsync(AskRequest request, QuestionId? id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<QuestionRecord> AskInBackgroundAsync(AskRequest request, QuestionId id, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<QuestionEvent> ListenAsync(QuestionId id, int from, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<QuestionRecord?> GetAsync(QuestionId id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task CancelAsync(QuestionId id, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
