using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Judger.Experts.Limits;
using Judger.Experts.OpenAI;
using Judger.Experts.Telemetry;
using Judger.Experts.Tests.Support;
using Judger.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Judger.Experts.Tests;

/// <summary>Metrics of experts: time, tokens, dollars and failures.</summary>
public sealed class MetricsTests : IDisposable
{
    private const string Right = """{"verdict":"correct","feedback":"","suggested_answer":null}""";

    private readonly string _name = $"expert-{Guid.NewGuid():N}";
    private readonly FakeClock _clock = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Metric, double Value, Dictionary<string, object?> Tags)> _measured = new();

    public MetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ExpertTelemetry.SourceName) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_request_takes_time_tokens_and_dollars()
    {
        await using var server = await FakeExpertServer.StartAsync((_, context) =>
        {
            _clock.Advance(TimeSpan.FromSeconds(2.5));
            return FakeExpertServer.CompleteAsync(context, Right);
        });
        using var model = Connect(server, new());
        using var expert = Create(model, new());

        await AskAsync(expert);

        Assert.Equal(2.5, Assert.Single(Of("gen_ai.client.operation.duration")).Value);
        Assert.Equal(
            [("input", 1000.0), ("output", 20.0)],
            Of("gen_ai.client.token.usage").Select(tokens => ((string)tokens.Tags["gen_ai.token.type"]!, tokens.Value)));
        Assert.Equal(((1000 * 2) + (20 * 8)) / 1e6, Assert.Single(Of("judger.expert.cost")).Value, 12);
        Assert.Equal(("chat", "openai", "judge-7b", "127.0.0.1"), Names(Of("gen_ai.client.operation.duration").Single().Tags));
        Assert.Empty(Of("judger.expert.failures"));
    }

    [Fact]
    public async Task Failures_are_counted_by_cause_and_the_circuit_opens_and_closes()
    {
        var isBroken = true;
        await using var server = await FakeExpertServer.StartAsync((_, context) =>
            isBroken ? FakeExpertServer.FailAsync(context, 500) : FakeExpertServer.CompleteAsync(context, Right));
        var limits = new ExpertLimitOptions { Attempts = 1, BreakAfter = 2 };
        using var model = Connect(server, limits);
        using var expert = Create(model, limits);

        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<ExpertException>(() => AskAsync(expert));
        isBroken = false;
        _clock.Advance(limits.BreakTime);
        await AskAsync(expert);

        Assert.Equal(["unreachable", "unreachable", "circuit_open"], Of("judger.expert.failures").Select(failure => failure.Tags["error.type"]));
        Assert.Equal([0, 1, 0], Of("judger.expert.circuit.open").Select(state => state.Value));
        Assert.Equal(
            ["unreachable", "unreachable", null],
            Of("gen_ai.client.operation.duration").Select(request => request.Tags.GetValueOrDefault("error.type")));
    }

    private OpenAIExpert Connect(FakeExpertServer server, ExpertLimitOptions limits)
    {
        var options = new OpenAIExpertOptions
        {
            Name = _name,
            Endpoint = server.Endpoint,
            Model = "judge-7b",
            InputPrice = 2,
            OutputPrice = 8,
            Limits = limits,
        };
        return new(options, new NoPictures(), _clock);
    }

    private ResilientExpert Create(OpenAIExpert expert, ExpertLimitOptions limits) =>
        new(expert, limits, new(limits, _clock), _clock, NullLogger<ResilientExpert>.Instance);

    private static Task<ExpertReply> AskAsync(ResilientExpert expert) =>
        expert.JudgeAsync(new("digest", new(0, 0, 4, 4), "What digit is it?", "8", ReferenceAnswer: null), Token);

    private static (object?, object?, object?, object?) Names(Dictionary<string, object?> tags) =>
        (tags["gen_ai.operation.name"], tags["gen_ai.provider.name"], tags["gen_ai.request.model"], tags["server.address"]);

    private IEnumerable<(double Value, Dictionary<string, object?> Tags)> Of(string metric) =>
        _measured.Where(measured => measured.Metric == metric).Select(measured => (measured.Value, measured.Tags));

    // Measurements of other tests, which ask other experts at the same time, are left out.
    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var known = tags.ToArray().ToDictionary();
        if (known.GetValueOrDefault("judger.expert") as string == _name) _measured.Enqueue((instrument.Name, value, known));
    }
}
