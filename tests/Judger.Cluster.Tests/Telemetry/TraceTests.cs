using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Judger.Cluster.Tests.Support;
using Judger.Cluster.Tests.Telemetry.Otlp;
using Judger.Tests.Shared;

namespace Judger.Cluster.Tests.Telemetry;

/// <summary>What a receiver of OTLP sees of questions: their whole way through the processes of a cluster.</summary>
[Collection("clusters")]
public sealed class TraceTests : IDisposable
{
    private const int Server = 2;
    private const int Client = 3;
    private static readonly ActivitySource Application = new("application");
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == "application",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public TraceTests() => ActivitySource.AddActivityListener(_listener);

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task One_question_is_one_trace_from_the_client_to_the_device_and_the_expert()
    {
        await using var expert = await FakeExpertServer.SayingAsync("""{"verdict":"incorrect","feedback":"Look at the loop.","suggested_answer":"seven"}""");
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        var port = Ports.Take();
        await using var cluster = await JudgerCluster.StartAsync(
            redis,
            new SiloSpec(
                "gateway", $"Http:Urls:0=http://127.0.0.1:{port}", "Http:Metrics=true", "Experts:0:Name=judge", $"Experts:0:Endpoint={expert.Endpoint}",
                "Experts:0:Model=judge-7b")
            {
                Environment = receiver.Environment,
            },
            SiloSpec.Simulated("first", 0.1, "Baseline, Cropper") with { Environment = receiver.Environment },
            SiloSpec.Simulated("second", 0.1, "JudgedAnswer") with { Environment = receiver.Environment });
        var image = JudgerCluster.NewImage();

        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        string trace;
        JsonElement record;
        using (var activity = Application.StartActivity("ask")!)
        {
            trace = activity.TraceId.ToHexString();
            using var body = new StringContent(
                JsonSerializer.Serialize(
                    new { question = "A secret question?", image = new { data = image }, expert = "judge", policy = "always", max_rounds = 1 }),
                new MediaTypeHeaderValue("application/json"));
            using var response = await http.PostAsync(new Uri("/v1/questions", UriKind.Relative), body, TestContext.Current.CancellationToken);
            record = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        var spans = await receiver.WaitForAsync(
            trace, spans => spans.Any(span => span.Name == "POST /v1/questions/") && spans.Any(span => span.Name == "judger.question"));
        Assert.Equal(trace, record.GetProperty("trace").GetProperty("id").GetString());

        // From the request that the application sent down there is no gap: every parent but that came too.
        var known = spans.Select(span => span.Id).ToHashSet<string?>();
        var request = Assert.Single(spans, span => !known.Contains(span.Parent));
        Assert.Equal(("gateway", Server, "POST /v1/questions/"), (request.Silo, request.Kind, request.Name));
        Assert.NotNull(request.Parent);
        Assert.All(spans, span => Assert.True(span.End >= span.Start, span.Name));
        Assert.Equal(["first", "gateway", "second"], spans.Select(span => span.Silo).Distinct().Order());

        var question = Assert.Single(spans, span => span.Name == "judger.question");
        Assert.Equal(request.Id, question.Parent);
        Assert.Equal(
            (record.GetProperty("id").GetString(), "answered", "correct", 1L),
            (question["judger.question.id"], question["judger.outcome"], question["judger.answered_by"], question["judger.question.run"]));
        Assert.Equal((question.Silo, "https://opentelemetry.io/schemas/1.37.0"), (question["judger.silo"], question.Schema));
        var stages = spans.Where(span => span.Parent == question.Id && span.Scope == "Judger").ToList();
        Assert.Equal(["judger.baseline", "judger.locate", "judger.refine", "judger.judge", "judger.correct"], stages.Select(span => span.Name));

        // The image is kept where it came in, and decoded once on each silo that looks at it.
        var stored = Assert.Single(spans, span => span.Name == "judger.image.store");
        Assert.Equal((request.Id, "gateway", (long)image.Length), (stored.Parent, stored.Silo, stored["judger.image.size"]));
        Assert.Equal(
            [(stages[0].Id, "first"), (stages[2].Id, "second")],
            spans.Where(span => span.Name == "judger.image.decode").Select(span => (span.Parent, span.Silo)));

        // What each stage found.
        string[] slots = ["first/simulated:0/simulated", "second/simulated:0/simulated"];
        Assert.Equal([slots[0], slots[0], slots[1], null, slots[1]], stages.Select(stage => stage["judger.slot"]));
        Assert.Equal(
            StageOf(record, "locate").GetProperty("region").GetProperty("box").EnumerateArray().Select(side => side.GetInt64()),
            ((object[])stages[1]["judger.box"]!).Cast<long>());
        Assert.Equal(
            ("judge", "incorrect", false, 1L),
            (stages[3]["judger.expert"], stages[3]["judger.verdict"], stages[3]["judger.verdict.cached"], stages[3]["judger.round"]));
        Assert.Equal(1L, stages[4]["judger.round"]);

        // What the devices did for it: the parts of a pass are its children and fill it.
        foreach (var (stage, work) in new[] { (stages[0], "baseline"), (stages[2], "refine") })
        {
            var pass = Assert.Single(spans, span => span.Name == "chat simulated" && span.Parent == stage.Id);
            Assert.Equal(
                (stage["judger.slot"], "simulated:0", "chat", "judger", "simulated"),
                (pass["judger.slot"], pass["judger.device"], pass["gen_ai.operation.name"], pass["gen_ai.provider.name"], pass["gen_ai.request.model"]));
            Assert.Equal(((string)stage["judger.slot"]!).Split('/')[0], pass.Silo);
            var done = StageOf(record, work).GetProperty("work");
            foreach (var (tag, member) in new[]
            {
                ("judger.tokens.prefilled", "tokens_prefilled"), ("judger.tokens.reused", "tokens_reused"), ("gen_ai.usage.output_tokens", "tokens_generated"),
                ("judger.images.encoded", "images_encoded"),
            })
                Assert.Equal(done.GetProperty(member).GetInt64(), pass[tag]);
            Assert.Equal((long)pass["judger.tokens.prefilled"]! + (long)pass["judger.tokens.reused"]!, pass["gen_ai.usage.input_tokens"]);
            var phases = spans.Where(span => span.Parent == pass.Id).ToList();
            Assert.Equal(["queue", "vision encode", "prefill", "decode"], phases.Select(phase => phase.Name));
            var (inPhases, inPass) = (phases.Sum(phase => (double)(phase.End - phase.Start)), (double)(pass.End - pass.Start));
            Assert.InRange(inPhases / inPass, 0.5, 1.1);
        }

        // Row(Q') of the image is computed for this question, while its first answer is decoded, so it is in its trace there.
        var ahead = Assert.Single(spans, span => span.Name == "judger.look_ahead");
        Assert.Equal(stages[0].Id, ahead.Parent);
        Assert.Single(spans, span => span.Name == "chat simulated" && span.Parent == ahead.Id);

        var asked = Assert.Single(spans, span => span.Name == "chat judge-7b");
        var judging = Assert.Single(spans, span => span.Id == asked.Parent);
        Assert.Equal(("judger.expert", "judge", "gateway", stages[3].Id), (judging.Name, judging["judger.expert"], judging.Silo, judging.Parent));
        Assert.Equal(
            ("gateway", Client, "openai", "judge-7b", "127.0.0.1", 1000L, 20L),
            (
                asked.Silo,
                asked.Kind,
                asked["gen_ai.provider.name"],
                asked["gen_ai.request.model"],
                asked["server.address"],
                asked["gen_ai.usage.input_tokens"],
                asked["gen_ai.usage.output_tokens"]));

        // No text of question, answer or feedback is in it.
        Assert.DoesNotContain(
            spans.SelectMany(span => span.Tags.Values.OfType<string>()),
            text => text.Contains("secret", StringComparison.Ordinal)
                || text.Contains("loop", StringComparison.Ordinal)
                || text.Contains("seven", StringComparison.Ordinal));

        await receiver.WaitForMetricsAsync(
            "judger.question.duration", "judger.slot.busy.time", "gen_ai.server.time_to_first_token", "gen_ai.client.operation.duration",
            "judger.expert.circuit.open", "orleans-catalog-activations", "dotnet.gc.collections", "http.server.request.duration");
        Assert.Equal(("s", "By"), (receiver.Metrics["judger.question.duration"], receiver.Metrics["judger.slot.cache.size"]));

        // A measurement of a question names its trace as an example.
        http.DefaultRequestHeaders.Accept.ParseAdd("application/openmetrics-text; version=1.0.0");
        var gateway = Scrape.Parse(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken));
        Assert.Contains(gateway.Find("gen_ai_client_operation_duration_seconds_bucket"), sample => sample.Trace == trace);
    }

    [Fact]
    public async Task A_question_in_the_background_whose_silo_is_killed_goes_on_in_the_same_trace()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartAsync(
            redis, [.. new[] { "a", "b", "c" }.Select(name => SiloSpec.Simulated(name, 4) with { Environment = receiver.Environment })]);
        var image = await cluster.PutNewImageAsync();
        var request = new AskRequest { Images = [image], Question = "What is it?", Options = Load.Options };

        var killed = QuestionId.Parse("killed");
        await cluster.Client.AskInBackgroundAsync(request, killed, TestContext.Current.CancellationToken);

        // A stage's end is told when it is saved; what is read from the question may still be on its way to the storage.
        await foreach (var happened in cluster.Client.AskStreamAsync(request, killed, cancellationToken: TestContext.Current.CancellationToken))
        {
            if (happened.Entry is { Stage: QuestionStage.Baseline }) break;
        }

        var begun = (await cluster.Client.GetAsync(killed, TestContext.Current.CancellationToken))!;

        // What is finished has been sent; what runs dies with its silo.
        var trace = begun.Trace!.Split('-')[1];
        await receiver.WaitForAsync(trace, spans => spans.Any(span => span.Name == "judger.baseline"));
        await cluster.Silos[begun.Runs[^1].Silo].KillAsync();
        var record = await cluster.Client.AskAsync(request, killed, TestContext.Current.CancellationToken);

        Assert.Equal(2, record.Runs.Count);
        var spans = await receiver.WaitForAsync(trace, spans => spans.Any(span => span.Name == "judger.question"));
        var resumed = Assert.Single(spans, span => span.Name == "judger.question");
        Assert.Equal(record.Trace, begun.Trace);
        Assert.Equal((record.Runs[1].Silo, 2L, "answered"), (resumed.Silo, resumed["judger.question.run"], resumed["judger.outcome"]));
        Assert.Equal(record.Runs[1].ResumedAfter!.Value.ToString().ToLowerInvariant(), resumed["judger.question.resumed_after"]);

        // The first run's own span died with its silo; what came of it hangs below it, as the second run does, which is linked to it too.
        var first = record.Trace!.Split('-')[2];
        Assert.Equal(first, resumed.Parent);
        Assert.Equal((trace, first), Assert.Single(resumed.Links));
        QuestionStage[] order = [QuestionStage.Baseline, QuestionStage.Locate, QuestionStage.Refine];
        var stages = spans
            .Where(span => span.Scope == "Judger" && span.Name is "judger.baseline" or "judger.locate" or "judger.refine")
            .ToLookup(span => span.Parent);
        Assert.Equal(("judger.baseline", begun.Runs[0].Silo), stages[first].Select(stage => (stage.Name, stage.Silo)).First());
        Assert.Equal(
            order
                .SkipWhile(stage => stage != record.Runs[1].ResumedAfter)
                .Skip(1)
                .Select(stage => ($"judger.{stage.ToString().ToLowerInvariant()}", record.Runs[1].Silo)),
            stages[resumed.Id].Where(stage => !stage.IsError).Select(stage => (stage.Name, stage.Silo)));
    }

    [Fact]
    public async Task What_a_silo_logs_about_a_question_names_its_trace_and_texts_are_on_spans_where_that_is_asked_for()
    {
        await using var expert = await FakeExpertServer.StartAsync((_, context) => FakeExpertServer.FailAsync(context, 401));
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        await using var cluster = await JudgerCluster.StartAsync(
            redis, SiloSpec.Simulated("a", 0.1, settings: [
                "Experts:0:Name=judge", $"Experts:0:Endpoint={expert.Endpoint}", "Experts:0:Model=judge-7b", "Telemetry:Content=true",
            ]) with
            {
                Environment = receiver.Environment,
            });
        var image = await cluster.PutNewImageAsync();

        using var activity = Application.StartActivity("ask")!;
        var record = await cluster.Client.AskAsync(
            new() { Images = [image], Question = "An open question?", Options = new() { Expert = "judge", Policy = JudgmentPolicy.Always } },
            QuestionId.Parse("open"),
            TestContext.Current.CancellationToken);

        var trace = activity.TraceId.ToHexString();
        var line = await receiver.WaitForLogAsync(line => line.Text.Contains("gave no judgment", StringComparison.Ordinal));
        Assert.Equal(("a", trace, "judge"), (line.Silo, line.Trace, line.Tags["Expert"]));
        var spans = await receiver.WaitForAsync(trace, spans => spans.Any(span => span.Name == "judger.question"));
        var question = spans.Single(span => span.Name == "judger.question");
        Assert.Equal((activity.SpanId.ToHexString(), question.Id), (question.Parent, record.Trace!.Split('-')[2]));
        Assert.Equal(("An open question?", record.Answer), (question["judger.question.text"], question["judger.answer.text"]));
        Assert.Equal(record.Baseline!.Text, spans.Single(span => span.Name == "judger.baseline")["judger.answer.text"]);
        Assert.True(spans.Single(span => span.Name == "chat judge-7b") is { IsError: true } asked && asked["error.type"] is "refused");
    }

    [Fact]
    public async Task Metrics_that_are_only_scraped_are_not_sent()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var redis = await RedisServer.StartAsync();
        var port = Ports.Take();
        await using var cluster = await JudgerCluster.StartAsync(
            redis,
            SiloSpec.Simulated("a", 0.1, settings: [$"Http:Urls:0=http://127.0.0.1:{port}", "Http:Metrics=true"]) with
            {
                Environment = new Dictionary<string, string>(receiver.Environment) { ["OTEL_METRICS_EXPORTER"] = "none" },
            });

        var record = await cluster.Client.AskAsync(
            new() { Images = [await cluster.PutNewImageAsync()], Question = "What is it?", Options = Load.Options },
            QuestionId.Parse("scraped"),
            TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        var scraped = Scrape.Parse(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken));
        await receiver.WaitForAsync(record.Trace!.Split('-')[1], spans => spans.Any(span => span.Name == "judger.question"));

        // A silo that stops sends what it has left.
        await cluster.Silos["a"].StopAsync();
        Assert.Equal(1, Assert.Single(scraped.Find("judger_question_duration_seconds_count")).Value);
        Assert.Empty(receiver.Metrics);
    }

    private static JsonElement StageOf(JsonElement record, string stage) =>
        Assert.Single(record.GetProperty("stages").EnumerateArray(), entry => entry.GetProperty("stage").GetString() == stage);
}
