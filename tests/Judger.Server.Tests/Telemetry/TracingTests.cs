using System.Collections.Concurrent;
using System.Diagnostics;
using Judger.Server.Tests.Http;

namespace Judger.Server.Tests.Telemetry;

/// <summary>A question's spans.</summary>
public sealed class TracingTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;

    public TracingTests()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name is "Judger" or "Judger.Experts",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task One_trace_has_the_stages_and_what_the_device_did_in_each()
    {
        await using var silo = await HttpSilo.StartAsync(options => options.Http.TraceUrl = "http://traces.example/{trace}", stepMilliseconds: 2);

        var record = await (await silo.PostAsync(
            silo.Question(("expert", "reference"), ("reference_answer", "seven"), ("policy", "always"), ("max_rounds", 1)))).JsonAsync();

        var trace = record.GetProperty("trace").GetProperty("id").GetString();
        Assert.Equal($"http://traces.example/{trace}", record.GetProperty("trace").GetProperty("url").GetString());
        var spans = _spans.Where(span => span.TraceId.ToHexString() == trace).ToList();
        var question = Assert.Single(spans, span => span.OperationName == "judger.question");
        Assert.Equal((record.GetProperty("id").GetString(), "local"), (question.GetTagItem("judger.question.id"), question.GetTagItem("judger.silo")));
        var stages = spans.Where(span => span.ParentSpanId == question.SpanId).OrderBy(span => span.StartTimeUtc).ToList();
        Assert.Equal(["judger.baseline", "judger.locate", "judger.refine", "judger.judge", "judger.correct"], stages.Select(span => span.OperationName));
        Assert.Equal("incorrect", stages[3].GetTagItem("judger.verdict"));
        Assert.Equal(4, ((int[])stages[1].GetTagItem("judger.box")!).Length);
        foreach (var stage in new[] { stages[0], stages[2], stages[4] })
        {
            var pass = Assert.Single(spans, span => span.OperationName == "chat simulated" && IsBelow(span, stage) && !IsAhead(span));
            Assert.Equal(("local/simulated:0/simulated", "simulated:0"), (pass.GetTagItem("judger.slot"), pass.GetTagItem("judger.device")));
            Assert.True((int)pass.GetTagItem("gen_ai.usage.output_tokens")! > 0);
            var decode = Assert.Single(spans, span => span.OperationName == "decode" && span.ParentSpanId == pass.SpanId);
            Assert.InRange(decode.Duration, TimeSpan.FromMilliseconds(1), pass.Duration + TimeSpan.FromMilliseconds(5));
        }

        // The general row was computed while the first answer was decoded, and locate had nothing left to compute.
        var ahead = Assert.Single(spans, span => span.OperationName == "judger.look_ahead");
        Assert.True(IsBelow(ahead, stages[0]));
        Assert.Single(spans, span => span.OperationName == "chat simulated" && span.ParentSpanId == ahead.SpanId);
        Assert.DoesNotContain(spans, span => span.OperationName == "chat simulated" && IsBelow(span, stages[1]));

        bool IsAhead(Activity span) => spans.Any(parent => parent.SpanId == span.ParentSpanId && parent.OperationName == "judger.look_ahead");

        bool IsBelow(Activity span, Activity above) =>
            span.ParentSpanId == above.SpanId || spans.Any(parent => parent.SpanId == span.ParentSpanId && IsBelow(parent, above));
    }

    [Fact]
    public async Task A_question_that_fails_says_so_in_its_span_and_none_holds_what_was_asked()
    {
        await using var silo = await HttpSilo.StartAsync();

        await (await silo.PostAsync(silo.Question(("id", "bad"), ("question", "A secret?"), ("crop", new[] { 0, 0, 5000, 5000 })))).ProblemAsync(400);

        var question = Assert.Single(_spans, span => span.OperationName == "judger.question" && (string?)span.GetTagItem("judger.question.id") == "bad");
        Assert.Equal((ActivityStatusCode.Error, "question_rejected"), (question.Status, question.GetTagItem("error.type")));
        Assert.DoesNotContain(_spans.SelectMany(span => span.TagObjects), tag => tag.Value is string text && text.Contains("secret", StringComparison.Ordinal));
    }
}
