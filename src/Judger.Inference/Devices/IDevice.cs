using Judger.Inference.Contract;
using Judger.Inference.Errors;
using Judger.Inference.Kv;
using Judger.Inference.Manifest;
using Microsoft.ML.OnnxRuntime;

namespace Judger.Inference.Devices;

/// <summary>Where a model's graphs run, and where their inputs, outputs, keys and values lie.</summary>
internal interface IDevice : IDisposable
{
    /// <summary>Whether one step runs at a time, so that all lanes can share one prefill input.</summary>
    bool IsSerial { get; }

    /// <summary>
    /// Whether a decode step is recorded once and replayed. Everything that the host passes by value must then stay the same from run to run.
    /// </summary>
    bool ReplaysSteps { get; }

    /// <summary>
    /// The device's health: why nothing can run here any more until the process is restarted; null while it works. Asked after a step has failed.
    /// </summary>
    string? Failure { get; }

    /// <summary>Makes sessions run here.</summary>
    void Configure(SessionOptions options);

    /// <summary>The error of a graph that ONNX Runtime does not load here.</summary>
    /// <param name="graph">The graph's file.</param>
    /// <param name="reason">What ONNX Runtime says, in one line.</param>
    /// <param name="cause">Its error.</param>
    InferenceException LoadError(string graph, string reason, Exception cause);

    /// <summary>The options of a run.</summary>
    /// <param name="replay">The number under which the run is recorded; null for a run that is not.</param>
    RunOptions CreateRunOptions(int? replay = null);

    /// <summary>
    /// Positions of a prefill whose attention is computed together, where a single one that is left over rounds differently; 0 where none does.
    /// </summary>
    /// <param name="geometry">The decoder's sizes.</param>
    /// <param name="engine">How it is run.</param>
    int TileRows(DecoderGeometry geometry, EngineOptions engine) => 0;

    /// <summary>Zeros that the host and the graphs both reach.</summary>
    DeviceBuffer<T> Allocate<T>(int length)
        where T : unmanaged;

    /// <summary>Zeros that only graphs reach.</summary>
    DeviceBuffer<T> AllocateHidden<T>(int length)
        where T : unmanaged;

    /// <summary>Memory for the keys and values of all lanes.</summary>
    KvMemory AllocateKv(KvLayout layout, int lanes);

    /// <summary>Keys or values as a graph's input and output.</summary>
    OrtValue ViewKv(KvMemory memory, int plane, int first, int count);
}
