using Judger.Grains.Engines;
using Judger.Grains.Slots;
using Judger.Inference.Contract;
using Judger.Inference.Decoding;
using Judger.Inference.Engine;
using Judger.Inference.Simulation;
using Judger.Inference.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Server.Tests.Http;

/// <summary>A simulated device that takes a decode step when the test allows it; prompts are computed by themselves.</summary>
internal sealed class SteppedDevice : IEngineFactory, IDisposable
{
    // A test that waits for what never happens fails instead of hanging.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _allowed = new(0);
    private int _steps;

    /// <summary>Tokens of each answer. A step more finds its end.</summary>
    public const int AnswerTokens = 12;

    /// <summary>Decode steps that have begun.</summary>
    public int Steps => Volatile.Read(ref _steps);

    public static async Task<HttpSilo> StartAsync(SteppedDevice device) => await HttpSilo.StartAsync(
        options => options.Slots[0].Simulated = options.Slots[0].Simulated! with { AnswerTokens = AnswerTokens },
        configureHost: builder => builder.Services.AddSingleton<IEngineFactory>(device));

    /// <summary>Allows so many more steps.</summary>
    public void Allow(int steps) => _allowed.Release(steps);

    public IInferenceEngine Load(SlotOptions slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        var options = slot.Engine with { Device = slot.Device };
        var parts = SimulatedDevice.CreateParts(slot.Simulated!, options);
        return new InferenceEngine(parts with { Decoder = new SteppedDecoder(parts.Decoder, this) }, options);
    }

    public void Dispose() => _allowed.Dispose();

    private sealed class SteppedDecoder(IDecoder inner, SteppedDevice device) : HookedDecoder(inner, _ => { })
    {
        public override void Step(int first, int count)
        {
            Assert.True(device._allowed.Wait(Patience), "The test allows no more steps.");
            Interlocked.Increment(ref device._steps);
            base.Step(first, count);
        }
    }
}
