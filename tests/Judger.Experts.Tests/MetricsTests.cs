using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Judger.Tests.Shared;

namespace Judger.Experts.Tests;

/// <summary>What experts cost in time, tokens and dollars, and how they fail, as metrics.</summary>
public sealed class MetricsTests : IDisposable
{
    private readonly string _name = $"expert-{Guid.NewGuid():N}";
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Metric, double Value, Dictionary<string, object?> Tags)> _measured = new();

    public MetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ExpertTelemetry.SourceName) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_request_takes_time_tokens_and_dollars()
    {
        await using var server = await FakeExpertServer.SayingAsync("""{"verdict":"correct","feedback":"","suggested_answer":null}""");
        await using var expert = Guarded(server, new());

        await AskAsync(expert);

        Assert.True(Assert.Single(Of("gen_ai.client.operation.duration")).Value > 0);
        Assert.Equal([("input", 1000.0), ("output", 20.0)], Of("gen_ai.client.token.usage").Select(tokens => ((string)tokens.Tags["gen_ai.token.type"]!, tokens.Value)));
        Assert.Equal(((1000 * 2) + (20 * 8)) / 1e6, Assert.Single(Of("judger.expert.cost")).Value, 12);
        Assert.Equal(("chat", "openai", "judge-7b", "127.0.0.1"), Names(Of("gen_ai.client.operation.duration").Single().Tags));
        Assert.Empty(Of("judger.expert.failures"));
    }

    [Fact]
    public async Task A_failing_expert_is_counted_by_cause_until_it_is_left_alone_and_when_it_is_asked_again()
    {
        var isBroken = true;
        await using var server = await FakeExpertServer.StartAsync((_, context) =>
            isBroken ? FakeExpertServer.FailAsync(context, 500) : FakeExpertServer.CompleteAsync(context, """{"verdict":"correct","feedback":"","suggested_answer":null}"""));
        var breakTime = TimeSpan.FromSeconds(0.6);
        await using var expert = Guarded(server, new() { Attempts = 1, BreakAfter = 2, BreakTime = breakTime });

        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<ExpertException>(() => AskAsync(expert));
        isBroken = false;
        await Task.Delay(2 * breakTime, Token);
        await AskAsync(expert);

        Assert.Equal(["unreachable", "unreachable", "circuit_open"], Of("judger.expert.failures").Select(failure => failure.Tags["error.type"]));
        Assert.Equal([0, 1, 0], Of("judger.expert.circuit.open").Select(state => state.Value));
        Assert.Equal(["unreachable", "unreachable", null], Of("gen_ai.client.operation.duration").Select(request => request.Tags.GetValueOrDefault("error.type")));
    }

    private GuardedExpert Guarded(FakeExpertServer server, ExpertLimits limits)
    {
        var options = new OpenAIExpertOptions { Name = _name, Endpoint = server.Endpoint, Model = "judge-7b", InputPrice = 2, OutputPrice = 8, Limits = limits };
        return new(new OpenAIExpert(options, new NoPictures(), TimeProvider.System), limits, new(limits, TimeProvider.System), TimeProvider.System);
    }

    private static Task<ExpertReply> AskAsync(GuardedExpert expert) => expert.JudgeAsync(new("digest", new(0, 0, 4, 4), "What digit is it?", "8", ReferenceAnswer: null), Token);

    private static (object?, object?, object?, object?) Names(Dictionary<string, object?> tags) => (tags["gen_ai.operation.name"], tags["gen_ai.provider.name"], tags["gen_ai.request.model"], tags["server.address"]);

    private IEnumerable<(double Value, Dictionary<string, object?> Tags)> Of(string metric) => _measured.Where(measured => measured.Metric == metric).Select(measured => (measured.Value, measured.Tags));

    // Other tests ask other experts at the same time.
    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var known = tags.ToArray().ToDictionary();
        if (known.GetValueOrDefault("judger.expert") as string == _name) _measured.Enqueue((instrument.Name, value, known));
    }

    private sealed class NoPictures : IExpertPictures
    {
        public Task<IReadOnlyList<ExpertPicture>> GetAsync(ExpertQuestion question, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ExpertPicture>>([]);
    }
}
