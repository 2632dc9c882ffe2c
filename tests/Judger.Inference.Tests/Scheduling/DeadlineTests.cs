using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Errors;
using Judger.Inference.Simulation;
using Judger.Testing.Routing;

namespace Judger.Inference.Tests.Scheduling;

/// <summary>A request's time limit is counted from its arrival, by a clock that nobody sets.</summary>
public sealed class DeadlineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly SteppedClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_step_of_the_clock_neither_ends_nor_extends_a_request(int days)
    {
        using var proceed = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        await using var engine = Start(entered, proceed);
        var running = engine.GenerateAsync(Simulation.Ask("running") with { TimeLimit = Limit }, Token);
        await entered.Task;
        var waiting = engine.GenerateAsync(Simulation.Ask("waiting") with { TimeLimit = Limit }, Token);

        _clock.Offset = TimeSpan.FromDays(days);
        proceed.Set();

        Assert.NotEmpty((await running).Text);
        Assert.NotEmpty((await waiting).Text);
    }

    [Fact]
    public async Task A_request_whose_time_is_over_while_it_waits_ends_so_also_when_the_clock_was_set_back()
    {
        using var proceed = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        await using var engine = Start(entered, proceed);
        var running = engine.GenerateAsync(Simulation.Ask("running"), Token);
        await entered.Task;
        var waiting = engine.GenerateAsync(Simulation.Ask("waiting") with { TimeLimit = Limit }, Token);

        _clock.Offset = TimeSpan.FromDays(-1);
        _clock.Now = Limit.TotalSeconds;
        proceed.Set();

        var error = await Assert.ThrowsAsync<DeadlineExceededException>(() => waiting);
        Assert.Contains("60.0 s", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty((await running).Text);
        Assert.True(engine.Health.IsWorking);
    }

    [Theory]
    [InlineData(double.MaxValue)]
    [InlineData(1e10)]
    public async Task A_limit_of_any_length_is_a_limit(double seconds)
    {
        await using var engine = SimulatedDevice.Start(Simulation.Model, new(), _clock);
        var limit = seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
        Assert.NotEmpty((await engine.GenerateAsync(Simulation.Ask("long") with { TimeLimit = limit }, Token)).Text);
    }

    private InferenceEngine Start(TaskCompletionSource entered, ManualResetEventSlim proceed)
    {
        var options = new EngineOptions { Workers = 1, Lanes = 1 };
        var parts = SimulatedDevice.CreateParts(Simulation.Model, options);
        var hooked = new HookedDecoder(parts.Decoder, _ =>
        {
            entered.TrySetResult();
            proceed.Wait(Token);
        });
        return new(parts with { Decoder = hooked }, options, _clock);
    }

    /// <summary>A clock that is set to another time of day, while its timestamps go on from where they are.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private readonly VirtualTime _timestamps = new();

        public TimeSpan Offset { get; set; }

        public double Now
        {
            set => _timestamps.Now = value;
        }

        public override long TimestampFrequency => _timestamps.TimestampFrequency;

        public override long GetTimestamp() => _timestamps.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => _timestamps.GetUtcNow() + TimeSpan.FromDays(1000) + Offset;
    }
}
