using Judger.Inference.Errors;
using Judger.Inference.Manifest;

namespace Judger.Inference.Contract;

/// <summary>One model resident on one device. Requests may come from any thread; the engine batches them.</summary>
public interface IInferenceEngine : IAsyncDisposable
{
    /// <summary>What the model is: geometry, prompt profile, preprocessing.</summary>
    ModelManifest Manifest { get; }

    /// <summary>The device that runs the model, such as <c>cpu:0</c>.</summary>
    string Device { get; }

    /// <summary>How busy the device is, and what it has done since it started.</summary>
    EngineStatus Status { get; }

    /// <summary>Whether the engine works, or has stopped for good and why.</summary>
    EngineHealth Health { get; }

    /// <summary>Runs one prompt: encodes its images, prefills what the KV cache does not hold yet, decodes.</summary>
    /// <exception cref="InferenceException">The request cannot be served; the type says why, the message what to do.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while queued, or between two steps.</exception>
    Task<Generation> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Says that a request is about to come: images of it that nothing holds are encoded meanwhile, where the device has nothing more urgent to do. They count
    /// as that request's work. What is wrong with it is said when it comes.
    /// </summary>
    void Anticipate(GenerationRequest request)
    {
    }

    /// <summary>
    /// The same as it is generated: a step for each token, or for several that came while nobody read. The last step carries the result. A caller that stops
    /// reading cancels the request.
    /// </summary>
    /// <exception cref="InferenceException">The request cannot be served; the type says why, the message what to do.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while queued, or between two steps.</exception>
    IAsyncEnumerable<TextDelta> StreamAsync(GenerationRequest request, CancellationToken cancellationToken);
}
