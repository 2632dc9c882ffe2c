namespace Judger.Inference;

/// <summary>
/// A device that takes time and does nothing else: scheduler, caches, queue and limits are the real ones, so that clusters and capacity can be tried
/// without the hardware. The same request gives the same answer, which is nonsense.
/// </summary>
public static class SimulatedDevice
{
    /// <summary>Starts an engine on a simulated device, after the time that loading takes.</summary>
    /// <param name="model">What it pretends to run.</param>
    /// <param name="options">The engine's options; the device's name may be any. A GPU has one worker.</param>
    /// <exception cref="ArgumentException">An option, or a value of the model, is out of its range.</exception>
    public static InferenceEngine Start(SimulatedModel model, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var parts = CreateParts(model, options);
        SimulatedClock.Work(model.LoadTime);
        return new(parts, options);
    }

    internal static ModelParts CreateParts(SimulatedModel model, EngineOptions options)
    {
        if (model.Errors("Simulated").ToList() is { Count: > 0 } errors) throw new ArgumentException(string.Join(" ", errors));
        var manifest = model.ToManifest();
        var capacity = Math.Min(model.Context, options.MaxContext);
        return new()
        {
            Manifest = manifest,
            Tokenizer = new ByteTokenizer(),
            Embeddings = new SimulatedEmbeddings(),
            Encoder = new SimulatedEncoder(model, manifest),
            Decoder = new SimulatedDecoder(model, capacity, options.Lanes, Math.Min(capacity, options.ChunkPositions)),
        };
    }
}
