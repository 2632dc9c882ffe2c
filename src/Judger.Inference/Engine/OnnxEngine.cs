namespace Judger.Inference;

/// <summary>A model folder on one device, run by ONNX Runtime.</summary>
public sealed class OnnxEngine : IInferenceEngine
{
    private readonly RequestPreparer _preparer;
    private readonly DeviceThread _thread;

    /// <summary>Runs a loaded model, which the engine disposes.</summary>
    internal OnnxEngine(ModelParts model, EngineOptions options)
    {
        Manifest = model.Manifest;
        Device = options.Device;
        _preparer = new(model.Manifest, model.Tokenizer);
        _thread = new(options.Device, new GenerationRunner(model, options.VisionCacheImages), options.QueueCapacity);
    }

    /// <inheritdoc/>
    public ModelManifest Manifest { get; }

    /// <inheritdoc/>
    public string Device { get; }

    /// <summary>Verifies a model folder and makes it resident on a device.</summary>
    /// <exception cref="ModelFolderException">The folder is missing, incomplete, altered or of another version.</exception>
    /// <exception cref="DeviceUnavailableException">The device is not there, or cannot run the model.</exception>
    public static OnnxEngine Load(string modelFolder, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var folder = ModelFolder.Open(modelFolder);
        OnnxSessions.RequireDevice(options.Device, folder.Manifest);
        return new(ModelParts.Load(folder, options.IntraOpThreads), options);
    }

    /// <inheritdoc/>
    public Task<Generation> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<Generation>(cancellationToken);
        try
        {
            return _thread.Enqueue(new WorkItem(_preparer.Prepare(request), cancellationToken));
        }
        catch (InferenceException e)
        {
            return Task.FromException<Generation>(e);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _thread.DisposeAsync();
}
