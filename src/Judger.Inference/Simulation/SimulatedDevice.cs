using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Simulation;

/// <summary>
/// A device that takes time and does nothing else: scheduler, caches, queue and limits are the real ones, so that clusters and capacity can be tried
/// without the hardware. The same request gives the same answer, which is nonsense.
/// </summary>
public static class SimulatedDevice
{
    /// <summary>Starts an engine on a simulated device, after the time that loading takes.</summary>
    /// <param name="model">What it pretends to run.</param>
    /// <param name="options">The engine's options; the device's name may be any. A GPU has one worker.</param>
    /// <param name="time">The clock of deadlines and measurements. Default: the system's.</param>
    /// <param name="faults">Breaks and mends the device while it runs; the model's own fault is set there at the start. Default: no change.</param>
    /// <exception cref="ArgumentException">An option, or a value of the model, is out of its range.</exception>
    public static InferenceEngine Start(SimulatedModel model, EngineOptions options, TimeProvider? time = null, SimulatedFaults? faults = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var clock = new SimulatedClock();
        var parts = CreateParts(model, options, clock, faults);
        clock.Work(model.LoadTime);
        return new(parts, options, time);
    }

    internal static ModelParts CreateParts(SimulatedModel model, EngineOptions options, SimulatedClock? clock = null, SimulatedFaults? faults = null)
    {
        if (model.Errors("Simulated").ToList() is { Count: > 0 } errors) throw new ArgumentException(string.Join(" ", errors));
        faults ??= new();
        if (model.Fault != SimulatedFault.None) faults.Begin(model.Fault, model.FaultAfter);
        var hardware = new SimulatedHardware(clock ?? new(), faults, model.FaultEvery);
        var manifest = model.ToManifest();
        var capacity = Math.Min(model.Context, options.MaxContext);
        return new()
        {
            Manifest = manifest,
            Tokenizer = new ByteTokenizer(),
            Embeddings = new SimulatedEmbeddings(),
            Encoder = new SimulatedEncoder(model, hardware, manifest),
            Decoder = new SimulatedDecoder(model, hardware, capacity, options.Lanes, Math.Min(capacity, options.ChunkPositions)),
            Device = hardware,
        };
    }
}
