using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Judger.Cluster.Tests.Support;
using Judger.Cluster.Tests.Telemetry.Otlp;
using Judger.Server.Http.Security;
using Judger.Tests.Shared;

namespace Judger.Cluster.Tests.Telemetry.Observability;

/// <summary>A real Prometheus with the delivered rules reads a cluster under load: every panel has something to show.</summary>
[Collection("clusters")]
public sealed class PrometheusTests(ITestOutputHelper output)
{
    private const string Key = "a-key-that-may-ask-and-read-metrics";

    private const int MostBursts = 5;

    // NVML tells of NVIDIA's GPUs only, and the devices here are simulated.
    private static readonly HashSet<string> OfGpus = ["judger_device_utilization", "judger_device_memory_used_bytes", "judger_device_memory_limit_bytes"];

    // Made by Prometheus itself while an alert is pending or fires.
    private static readonly HashSet<string> OfPrometheus = ["ALERTS"];

    private static readonly AskOptions Judged = new() { Expert = "judge", Policy = JudgmentPolicy.Always, MaxRounds = 1 };

    [Fact]
    public async Task Every_panel_shows_something_and_its_dots_lead_to_traces()
    {
        Promtool.Require("prometheus");
        var requests = 0;
        await using var expert = await FakeExpertServer.StartAsync(async (request, context) =>
        {
            if (Interlocked.Increment(ref requests) == 1)
            {
                await FakeExpertServer.FailAsync(context, 401);
                return;
            }

            if (request.Text.Contains("slow", StringComparison.Ordinal)) await Task.Delay(1000, context.RequestAborted);
            await FakeExpertServer.CompleteAsync(context, request.Text.Contains("wrong", StringComparison.Ordinal)
                ? """{"verdict":"incorrect","feedback":"Look again.","suggested_answer":"seven"}"""
                : """{"verdict":"correct","feedback":"","suggested_answer":null}""");
        });
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        var ports = new[] { "gateway", "a", "b" }.ToDictionary(name => name, _ => Ports.Take());
        await using var cluster = await JudgerCluster.StartAsync(
            redis,
            Silo(new("gateway")),
            Silo(SiloSpec.Simulated("a", 0.3, settings: "Slots:0:Simulated:FailOn=poison")),
            Silo(SiloSpec.Simulated("b", 0.3, settings: "Slots:0:Simulated:FailOn=poison")));
        await using var prometheus = await PrometheusServer.StartAsync(Key, ports.ToDictionary(port => port.Key, port => $"127.0.0.1:{port.Value}"));
        var since = DateTimeOffset.UtcNow;
        await UntilAsync(async () => (await prometheus.QueryAsync("up == 1")).Count == ports.Count, "Prometheus reads all silos");

        // Twice with a pause: a rate is of what was there before.
        await LoadAsync(cluster, "first", ports["gateway"]);
        await Task.Delay(2500, TestContext.Current.CancellationToken);
        await LoadAsync(cluster, "second", ports["gateway"]);
        for (var more = 0; more < MostBursts && await IsNeverRefusedAsync(prometheus); more++)
        {
            await BurstAsync(cluster, $"burst{more}", await Load.PutImagesAsync(cluster, 20));
            await Task.Delay(2500, TestContext.Current.CancellationToken);
        }

        await KillAsync(cluster);
        await UntilAsync(
            async () => (await prometheus.QueryAsync("sum(judger_question_resumptions_total) > 0")).Count > 0, "somebody takes up what the dead silo had");
        await Task.Delay(2500, TestContext.Current.CancellationToken);

        var names = await prometheus.MetricsAsync();
        var recorded = ObservabilityFiles.Rules.Select(rule => rule.Name).Where(name => name.Contains(':', StringComparison.Ordinal)).ToList();
        var asked = Dashboard.All.SelectMany(dashboard => dashboard.Panels)
            .SelectMany(panel => panel.Queries)
            .Select(query => query.Expand("15s"))
            .Concat(ObservabilityFiles.Rules.Select(rule => rule.Expression));
        var unknown = asked.SelectMany(ObservabilityFiles.MetricsOf).Distinct().Except(names).Except(OfGpus).Except(OfPrometheus).ToList();
        Assert.True(unknown.Count == 0, $"Nobody tells {string.Join(", ", unknown)}");
        Assert.Subset(names.ToHashSet(), recorded.ToHashSet());

        var empty = new List<string>();
        foreach (var dashboard in Dashboard.All)
        {
            foreach (var panel in dashboard.Panels)
            {
                foreach (var query in panel.Queries)
                {
                    var expression = query.Expand("15s");
                    var series = query.IsInstant ? await prometheus.QueryAsync(expression) : await prometheus.QueryRangeAsync(expression, since);
                    var isOfGpus = ObservabilityFiles.MetricsOf(expression).Any(OfGpus.Contains);
                    if (series.Count > 0 == isOfGpus) empty.Add($"{dashboard.Uid}, {panel.Title}: {expression}");
                }
            }
        }

        Assert.True(empty.Count == 0, string.Join('\n', empty));
        await AssertExemplarsAsync(prometheus, receiver, since);

        SiloSpec Silo(SiloSpec spec) => spec with
        {
            Settings =
            [
                .. spec.Settings, $"Http:Urls:0=http://127.0.0.1:{ports[spec.Name]}", "Http:Metrics=true", "Http:ApiKeys:0:Name=tests",
                $"Http:ApiKeys:0:Sha256={ApiKeyHash.Of(Key)}", "Http:ApiKeys:0:Scopes:0=Ask",
                "Http:ApiKeys:0:Scopes:1=Metrics", "Experts:0:Name=judge",
                $"Experts:0:Endpoint={expert.Endpoint}", "Experts:0:Model=judge-7b", "Experts:0:InputPrice=1", "Experts:0:OutputPrice=4",
            ],
            Environment = receiver.Environment,
        };
    }

    // Each measurement of a question, a stage or an expert names a trace that has been sent.
    private async Task AssertExemplarsAsync(PrometheusServer prometheus, OtlpReceiver receiver, DateTimeOffset since)
    {
        var sent = receiver.Spans.Select(span => span.Trace).ToHashSet();
        foreach (var metric in new[]
        {
            "judger_question_duration_seconds", "judger_question_first_answer_duration_seconds", "judger_stage_duration_seconds",
            "judger_slot_phase_duration_seconds",
            "gen_ai_server_request_duration_seconds", "gen_ai_client_operation_duration_seconds",
            "http_server_request_duration_seconds",
        })
        {
            var traces = await prometheus.TracesAsync($"{metric}_bucket", since);
            output.WriteLine($"{metric}: {traces.Count} examples");
            Assert.NotEmpty(traces);
            Assert.Contains(traces, sent.Contains);
        }
    }

    // On a busy computer slots may have refused in one of the two bursts only.
    private static async Task<bool> IsNeverRefusedAsync(PrometheusServer prometheus) =>
        (await prometheus.QueryAsync("sum(rate(judger_slot_refusal_duration_seconds_count[15s])) > 0")).Count == 0;

    private static Task<Answered[]> BurstAsync(JudgerCluster cluster, string name, IReadOnlyList<ImageDigest> images) =>
        Load.AskAllAsync(cluster, images, name, 120, Load.Options with { Budget = TimeSpan.FromSeconds(0.8) });

    private static async Task LoadAsync(JudgerCluster cluster, string name, int port)
    {
        var image = await cluster.PutNewImageAsync();

        // Many at once, more than can be done in their time, about images old and new.
        var images = await Load.PutImagesAsync(cluster, 20);
        var burst = BurstAsync(cluster, name, images);

        // The first gives what the corrected answer was before and after; the next two know better.
        var wrong = new AskRequest { Images = [image], Question = $"What is wrong, {name}?", Options = Judged };
        var record = await AskAsync("learn", wrong);
        if (record is { Refined: { } refined, Answer: { } answer })
        {
            foreach (var (id, reference) in new[] { ("right", answer), ("worse", refined.Text) })
                await AskAsync(id, wrong with { Options = Judged with { ReferenceAnswer = reference } });
        }
        await AskAsync("fine", wrong with { Question = $"What is fine, {name}?" });
        await AskAsync("poison", wrong with { Question = $"What is poison, {name}?", Options = Load.Options });
        await burst;

        var late = wrong with { Question = $"What is late, {name}?" };
        using (var hangUp = new CancellationTokenSource(30))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cluster.Client.AskAsync(late, QuestionId.Parse($"{name}-late"), hangUp.Token));
        await AskByHttpAsync(port);

        async Task<QuestionRecord?> AskAsync(string id, AskRequest request)
        {
            for (var waited = Stopwatch.StartNew(); ;)
            {
                try
                {
                    return await cluster.Client.AskAsync(request, QuestionId.Parse($"{name}-{id}"), TestContext.Current.CancellationToken);
                }
                catch (OverloadedException busy) when (waited.Elapsed < TimeSpan.FromSeconds(10))
                {
                    await Task.Delay(busy.RetryAfter, TestContext.Current.CancellationToken);
                }
                catch (JudgerException) when (id == "poison")
                {
                    return null;
                }
            }
        }
    }

    private static async Task AskByHttpAsync(int port)
    {
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Key);
        using var body = new StringContent(
            JsonSerializer.Serialize(new { question = "What is it?", image = new { data = JudgerCluster.NewImage() }, policy = "never" }),
            Encoding.UTF8,
            MediaTypeHeaderValue.Parse("application/json"));
        using var response = await http.PostAsync(new Uri("/v1/questions", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    // What a silo had when it died, others take up: it dies while the expert thinks about one of its questions.
    private static async Task KillAsync(JudgerCluster cluster)
    {
        var images = await Load.PutImagesAsync(cluster, 20);
        var asked = Load.AskAllAsync(cluster, images, "slow", images.Length, Judged);
        await UntilAsync(
            async () =>
            {
                var records = await Task.WhenAll(
                    images.Select((_, i) => cluster.Client.GetAsync(QuestionId.Parse($"slow-{i}"), TestContext.Current.CancellationToken)));
                return records.Any(record => record is { Refined: not null, IsFinished: false } && record.Runs[^1].Silo == "b");
            },
            "silo b waits for the expert");
        await cluster.Silos["b"].KillAsync();
        Load.AssertAnswered(await asked);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        for (var waited = Stopwatch.StartNew(); !await isSo(); await Task.Delay(100, TestContext.Current.CancellationToken))
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2), $"It did not come to pass that {what}.");
    }
}
