using Judger.Inference.Contract;
using Judger.Inference.Decoding;
using Judger.Inference.Engine;
using Judger.Inference.Errors;
using Judger.Inference.Simulation;
using Judger.Testing.Routing;

namespace Judger.Inference.Tests.Scheduling;

/// <summary>In which order steps run, on a device that records them. One worker, so that the order is the scheduler's.</summary>
public sealed class OrderTests : IDisposable
{
    private readonly List<string> _steps = [];
    private readonly ManualResetEventSlim _proceed = new();
    private readonly TaskCompletionSource _entered = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_long_prompt_does_not_stall_the_answers_that_are_being_generated()
    {
        await using var engine = Start(new() { PrefillChunk = 16 });
        var answering = engine.GenerateAsync(Simulation.Ask("short"), Token);
        await _entered.Task;
        var lengthy = engine.GenerateAsync(Simulation.Ask(new string('x', 150)), Token);
        _proceed.Set();
        await Task.WhenAll(answering, lengthy);

        // Of its 151 positions the first is the beginning of sequence, which is there already; nine chunks of 16 and one of 6 are left. While the first
        // answer lasts, a decode follows every chunk.
        Assert.Equal("prefill 6 at 0", _steps[0]);
        Assert.Equal(
            ["prefill 16 at 1", "decode", "prefill 16 at 17", "decode", "prefill 16 at 33", "decode"], _steps.Skip(_steps.IndexOf("prefill 16 at 1")).Take(6));
        Assert.Equal(9, _steps.Count(step => step.StartsWith("prefill 16", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Short_work_goes_before_long_work_that_waits()
    {
        await using var engine = Start(new() { Lanes = 1 });
        var running = engine.GenerateAsync(Simulation.Ask("running"), Token);
        await _entered.Task;
        var lengthy = engine.GenerateAsync(Simulation.Ask(new string('x', 200)), Token);
        var brief = engine.GenerateAsync(Simulation.Ask("brief"), Token);
        _proceed.Set();
        await Task.WhenAll(running, lengthy, brief);
        Assert.Equal(
            [8, 6, 201],
            _steps.Where(step => step.EndsWith("at 0", StringComparison.Ordinal) || step.Contains(" at 1", StringComparison.Ordinal)).Select(Positions));

        static int Positions(string step) => step.Split(' ') is [_, var count, _, var at] ? int.Parse(count) + int.Parse(at) : 0;
    }

    [Fact]
    public async Task Expired_work_is_dropped_before_it_costs_a_step()
    {
        await using var engine = Start(new() { Lanes = 1 });
        var running = engine.GenerateAsync(Simulation.Ask("running"), Token);
        await _entered.Task;
        var expired = engine.GenerateAsync(Simulation.Ask("expired!!!!") with { TimeLimit = TimeSpan.Zero }, Token);
        _proceed.Set();
        var error = await Assert.ThrowsAsync<DeadlineExceededException>(() => expired);
        Assert.Equal("deadline_exceeded", error.Code);
        await running;
        Assert.DoesNotContain("prefill 12 at 0", _steps);
    }

    [Fact]
    public async Task A_deadline_that_passes_during_the_answer_ends_it_within_one_step()
    {
        var clock = new VirtualTime();
        var late = 0;
        var parts = SimulatedDevice.CreateParts(Simulation.Model with { AnswerTokens = 200 }, new());
        await using var engine = new InferenceEngine(
            parts with
            {
                Decoder = new HookedDecoder(parts.Decoder, _ =>
                {
                    // Nothing else moves the clock, so it is the engine's own clock that ends the answer.
                    if (clock.Now > 50) late++;
                    clock.Now += 1;
                }),
            },
            new() { Workers = 1 },
            clock);
        var slow = Simulation.Ask("slow") with { MaxNewTokens = 200, TimeLimit = TimeSpan.FromSeconds(50) };
        await Assert.ThrowsAsync<DeadlineExceededException>(() => engine.GenerateAsync(slow, Token));
        Assert.InRange(late, 0, 1);
        Assert.Equal("", (await engine.GenerateAsync(Simulation.Ask("next") with { MaxNewTokens = 0 }, Token)).Text);
    }

    [Fact]
    public async Task Work_beyond_the_queue_is_refused_with_the_time_after_which_to_try_again_and_a_single_request_may_be_of_any_size()
    {
        await using var engine = Start(new() { Lanes = 1, QueueTokens = 100 });
        var running = engine.GenerateAsync(Simulation.Ask("running"), Token);
        await _entered.Task;
        var waiting = engine.GenerateAsync(Simulation.Ask(new string('x', 150)), Token);
        var error = await Assert.ThrowsAsync<QueueFullException>(() => engine.GenerateAsync(Simulation.Ask("one more"), Token));
        Assert.Equal("queue_full", error.Code);
        Assert.True(error.RetryAfter > TimeSpan.Zero);
        Assert.Equal((1, 161L), (engine.Status.Waiting, engine.Status.WaitingTokens));
        _proceed.Set();
        await Task.WhenAll(running, waiting);
    }

    [Fact]
    public async Task Sequences_that_answer_at_the_same_time_are_decoded_together()
    {
        await using var engine = Start(new());
        var first = engine.GenerateAsync(Simulation.Ask("running"), Token);
        await _entered.Task;
        var others = Enumerable.Range(0, 7).Select(i => engine.GenerateAsync(Simulation.Ask($"other {i}"), Token)).ToArray();
        _proceed.Set();
        await Task.WhenAll([first, .. others]);
        Assert.True(engine.Status.DecodedSequences > 2 * engine.Status.DecodeSteps, $"{engine.Status}");
    }

    [Fact]
    public async Task An_engine_that_stops_while_a_request_is_cancelled_ends_with_all_its_workers()
    {
        for (var i = 0; i < 50; i++)
        {
            using var source = new CancellationTokenSource();
            var engine = SimulatedDevice.Start(Simulation.Model with { AnswerTokens = 200 }, new() { Workers = 3 });
            var request = engine.GenerateAsync(Simulation.Ask("long") with { MaxNewTokens = 200 }, source.Token);
            var disposal = engine.DisposeAsync();
            await source.CancelAsync();
            await disposal;
            Assert.True(request.IsCompleted);
        }
    }

    public void Dispose() => _proceed.Dispose();

    private InferenceEngine Start(EngineOptions options)
    {
        options = options with { Workers = 1 };
        var parts = SimulatedDevice.CreateParts(Simulation.Model with { AnswerTokens = 9 }, options);
        return new(parts with { Decoder = new RecordingDecoder(parts.Decoder, this) }, options);
    }

    private void Record(string step)
    {
        _steps.Add(step);
        _entered.TrySetResult();
        _proceed.Wait(Token);
    }

    private sealed class RecordingDecoder(IDecoder inner, OrderTests test) : HookedDecoder(inner, _ => { })
    {
        public override void Prefill(int lane, int past, int count)
        {
            test.Record($"prefill {count} at {past}");
            base.Prefill(lane, past, count);
        }

        public override void Step(int first, int count)
        {
            test.Record("decode");
            base.Step(first, count);
        }
    }
}
